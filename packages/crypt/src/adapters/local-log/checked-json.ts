// Small facts on disk as canonical JSON that carries the CRC-32 of the rest of itself. Every byte is protected: the
// text must be exactly what would be written again.
import { crc32 } from 'node:zlib';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import { isCryptError, systemCode } from '../../kernel/crypt-error.ts';
import type { Files } from '../../kernel/effects.ts';
import { isJsonObject, parseJson, type JsonObject } from '../../kernel/parse-json.ts';

export function renderChecked(value: JsonObject): string {
  const crc = crc32(canonicalJson(value)).toString(16).padStart(8, '0');
  return `${canonicalJson({ ...value, crc })}\n`;
}

/** Undefined when the bytes are not what `renderChecked` made. */
export function parseChecked(bytes: Uint8Array): JsonObject | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  try {
    const parsed = parseJson(text);
    if (!isJsonObject(parsed)) return undefined;
    const { crc: _, ...value } = parsed;
    return renderChecked(value) === text ? value : undefined;
  } catch (error) {
    if (isCryptError(error, 'JSON_REFUSED')) return undefined;
    throw error;
  }
}

export async function readChecked(files: Files, path: string): Promise<JsonObject | 'missing' | 'damaged'> {
  try {
    return parseChecked(await files.readFile(path)) ?? 'damaged';
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
}
