// Files of a tar archive (ustar, with pax and GNU long names). Links, devices and paths that lead out are left out.
const BLOCK = 512;

export interface TarFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Undefined when the bytes are no tar archive. */
export function readTar(bytes: Uint8Array): readonly TarFile[] | undefined {
  const files: TarFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const head = bytes.subarray(at, at + BLOCK);
    if (head.every((byte) => byte === 0)) break;
    const size = Number.parseInt(text(head, 124, 12).trim() || '0', 8);
    if (!Number.isFinite(size) || size < 0 || at + BLOCK + size > bytes.length || !isSummed(head)) return undefined;
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    const type = String.fromCharCode(head[156] ?? 0);
    const prefix = text(head, 257, 5) === 'ustar' ? text(head, 345, 155) : '';
    const name = longName ?? (prefix === '' ? text(head, 0, 100) : `${prefix}/${text(head, 0, 100)}`);
    longName = undefined;
    if (type === 'L') longName = Buffer.from(content).toString('utf8').replace(/\0.*$/s, '');
    else if (type === 'x') longName = paxPath(Buffer.from(content).toString('utf8'));
    else if ((type === '0' || type === '\0') && isInside(name))
      files.push({ path: name.replace(/^\.\//, ''), content });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files.length === 0 ? undefined : files;
}

function text(bytes: Uint8Array, from: number, length: number): string {
  return Buffer.from(bytes.subarray(from, from + length))
    .toString('utf8')
    .replace(/\0.*$/s, '');
}

/** The sum of the header's bytes, its own field taken for blanks. */
function isSummed(head: Uint8Array): boolean {
  const sum = head.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  return Number.parseInt(text(head, 148, 8).trim(), 8) === sum;
}

function paxPath(records: string): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]+)\n/.exec(records)?.[1];
}

export function isInside(path: string): boolean {
  return (
    path !== '' &&
    !path.startsWith('/') &&
    !path.includes('\\') &&
    !/^[A-Za-z]:/.test(path) &&
    !path.split('/').includes('..')
  );
}
