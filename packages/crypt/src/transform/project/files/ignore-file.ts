// .dbtignore: patterns as git has them.

export type Ignores = (path: string) => boolean;

interface Rule {
  readonly pattern: RegExp;
  readonly isNegated: boolean;
  readonly foldersOnly: boolean;
}

/** Whether a file is ignored: `path` is relative to the project's folder. The last rule that fits a path, or a folder above it, counts. */
export function parseIgnoreFile(text: string): Ignores {
  const rules = text.split(/\r?\n/).flatMap(parseRule);
  if (rules.length === 0) return () => false;
  return (path) => {
    const parts = path.split('/');
    for (let count = 1; count < parts.length; count++)
      if (isIgnored(parts.slice(0, count).join('/'), true, rules)) return true;
    return isIgnored(path, false, rules);
  };
}

function isIgnored(path: string, isFolder: boolean, rules: readonly Rule[]): boolean {
  let ignored = false;
  for (const rule of rules) if ((isFolder || !rule.foldersOnly) && rule.pattern.test(path)) ignored = !rule.isNegated;
  return ignored;
}

function parseRule(line: string): Rule[] {
  let text = line.replace(/(?<!\\) +$/, '');
  if (text === '' || text.startsWith('#')) return [];
  const isNegated = text.startsWith('!');
  if (isNegated) text = text.slice(1);
  const foldersOnly = text.endsWith('/');
  if (foldersOnly) text = text.replace(/\/+$/, '');
  if (text === '') return [];
  const isAnchored = text.includes('/');
  const source = translate(text.replace(/^\//, ''));
  return [{ pattern: new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${source}$`, 's'), isNegated, foldersOnly }];
}

function translate(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (text.startsWith('**/', i)) {
      out += '(?:.*/)?';
      i += 2;
    } else if (text.startsWith('/**', i) && i + 3 === text.length) {
      out += '/.*';
      i += 2;
    } else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '[') {
      const end = text.indexOf(']', i + 2);
      if (end === -1) out += '\\[';
      else {
        const inside = text
          .slice(i + 1, end)
          .replace(/^!/, '^')
          .replaceAll('\\', '\\\\');
        out += `[${inside.replaceAll('[', '\\[')}]`;
        i = end;
      }
    } else if (char === '\\' && i + 1 < text.length) out += escape(text[++i] ?? '');
    else out += escape(char);
  }
  return out;
}

function escape(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/]/, String.raw`\$&`);
}
