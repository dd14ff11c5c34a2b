// Patterns as Python's fnmatch has them on Linux: case counts; `*` any text, `?` one character, `[a-z]` one of, `[!a-z]`
// none of. A bracket that is not closed is a bracket. Not by regular expressions: those can take exponential time.

type Token = '*' | ((character: string) => boolean);

/** A test for whole texts. Takes at most text × pattern steps. */
export function compileGlob(pattern: string): (text: string) => boolean {
  if (!/[*?[]/.test(pattern)) return (text) => text === pattern;
  const tokens = readTokens(Array.from(pattern));
  if (tokens.length === 1 && tokens[0] === '*') return () => true;
  return (text) => matches(tokens, /[\ud800-\udfff]/.test(text) ? Array.from(text) : text);
}

/** True when the text has what makes a pattern of it. */
export function isGlob(text: string): boolean {
  return /[*?[\]]/.test(text);
}

function readTokens(pattern: readonly string[]): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (character === '?') tokens.push(() => true);
    else {
      const end = character === '[' ? bracketEnd(pattern, at) : -1;
      if (end < 0) tokens.push((other) => other === character);
      else {
        tokens.push(readBracket(pattern.slice(at + 1, end)));
        at = end;
      }
    }
  }
  return tokens;
}

/** Where the bracket at `start` ends, or -1. A `]` that comes first is one of the characters. */
function bracketEnd(pattern: readonly string[], start: number): number {
  let from = start + 1;
  if (pattern[from] === '!') from++;
  if (pattern[from] === ']') from++;
  return pattern.indexOf(']', from);
}

function readBracket(inside: readonly string[]): (character: string) => boolean {
  const negated = inside[0] === '!';
  const characters = negated ? inside.slice(1) : inside;
  const single = new Set<string>();
  const ranges: [number, number][] = [];
  for (let at = 0; at < characters.length; at++) {
    const low = characters[at] ?? '';
    const high = characters[at + 2];
    if (characters[at + 1] === '-' && high !== undefined) {
      ranges.push([low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0]);
      at += 2;
    } else single.add(low);
  }
  return (character) => {
    const code = character.codePointAt(0) ?? 0;
    return (single.has(character) || ranges.some(([low, high]) => low <= code && code <= high)) !== negated;
  };
}

/** Goes on from the last star when it does not fit: earlier stars need never be tried again. */
function matches(tokens: readonly Token[], text: ArrayLike<string>): boolean {
  let at = 0;
  let token = 0;
  let starToken = -1;
  let starText = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === '*') {
      starToken = token++;
      starText = at;
    } else if (wanted?.(text[at] ?? '') === true) {
      token++;
      at++;
    } else if (starToken >= 0) {
      token = starToken + 1;
      at = ++starText;
    } else return false;
  }
  while (tokens[token] === '*') token++;
  return token === tokens.length;
}
