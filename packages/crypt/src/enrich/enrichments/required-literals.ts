// What a text must hold for a regular expression to match it: the expressions of uap-core are a thousand, and looking
// for a few letters is a hundred times cheaper than running one. Only ever too lax: what is not understood asks for
// nothing, so a text that matches is never kept from its expression.

/** Lower case; a text that matches holds at least one of them. Undefined when nothing can be said. */
export type Literals = readonly string[];

/** A single letter is in almost every user agent. */
const WEIGHT_MIN = 2;
const ALTERNATIVES_MAX = 40;
/** What most user agents hold: any other two letters tell more. */
const ORDINARY =
  'mozilla/5.0 (linux; android 10; u; windows nt 10.0; iphone; cpu iphone os 10 like mac os x; x11; k) build/' +
  ' applewebkit/537.36 (khtml, like gecko) version/10.0 chrome/100.0.0.0 mobile safari/537.36';

/** @param source of an expression without flags, or with `i`. */
export function requiredLiterals(source: string): Literals | undefined {
  const reader = { source, at: 0, isKnown: true };
  const found = readAlternatives(reader);
  const isWhole = reader.isKnown && reader.at === source.length;
  return isWhole && found !== undefined && weight(found) >= WEIGHT_MIN ? found : undefined;
}

interface Reader {
  readonly source: string;
  at: number;
  /** False when something was met that this does not read. */
  isKnown: boolean;
}

/** Up to the end or to the parenthesis that closes. Each alternative must ask for something, else nothing is asked. */
function readAlternatives(reader: Reader): Literals | undefined {
  let all: Set<string> | undefined = new Set();
  for (;;) {
    const found = readSequence(reader);
    if (found === undefined) all = undefined;
    for (const literal of found ?? []) all?.add(literal);
    if (all !== undefined && all.size > ALTERNATIVES_MAX) all = undefined;
    if (reader.source[reader.at] !== '|') break;
    reader.at++;
  }
  return all === undefined ? undefined : [...all];
}

/** The most telling of what a sequence asks for: its runs of characters, and its groups. */
function readSequence(reader: Reader): Literals | undefined {
  let best: Literals | undefined;
  let run = '';
  const offer = (literals: Literals | undefined): void => {
    if (literals !== undefined && (best === undefined || weight(literals) > weight(best))) best = literals;
  };
  const endRun = (): void => {
    if (run !== '') offer([run]);
    run = '';
  };
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] ?? '')) {
    const piece = readPiece(reader);
    const least = readLeastCount(reader);
    if (typeof piece === 'string' && least === 'one') run += piece;
    else if (typeof piece === 'string' && piece !== '') {
      if (least === 'some') run += piece;
      endRun();
    } else if (typeof piece !== 'string') {
      endRun();
      if (least !== 'none') offer(piece.inner);
    }
  }
  endRun();
  return best;
}

function weight(literals: Literals): number {
  return Math.min(
    ...literals.map((literal) => (ORDINARY.includes(literal) ? Math.min(literal.length, 2) : literal.length + 1)),
  );
}

/** A character, or '' for what takes no room; anything else ends a run, and a group may ask for something itself. */
type Piece = string | { readonly inner: Literals | undefined };

const ANYTHING: Piece = { inner: undefined };

function readPiece(reader: Reader): Piece {
  const character = reader.source[reader.at] ?? '';
  reader.at++;
  if (character === '(') return readGroup(reader);
  if (character === '[') return readClass(reader);
  if (character === '\\') return readEscape(reader);
  if (character === '^' || character === '$') return '';
  if (character === '.' || character > '~') return ANYTHING;
  return character.toLowerCase();
}

const OPENING = /\?(?::|=|!|<=|<!)|\?|/y;

function readGroup(reader: Reader): Piece {
  OPENING.lastIndex = reader.at;
  const kind = OPENING.exec(reader.source)?.[0] ?? '';
  reader.at += kind.length;
  if (kind === '?') reader.isKnown = false;
  const inner = readAlternatives(reader);
  if (reader.source[reader.at] !== ')') reader.isKnown = false;
  reader.at++;
  // What is looked at, but not taken, may stand where the next piece stands.
  return kind === '' || kind === '?:' ? { inner } : '';
}

const CLASS = /(\^?)((?:\\.|[^\]\\])*)\]/sy;

/** A class whose characters differ in case alone is that character. */
function readClass(reader: Reader): Piece {
  CLASS.lastIndex = reader.at;
  const match = CLASS.exec(reader.source);
  if (match === null) {
    reader.isKnown = false;
    return ANYTHING;
  }
  reader.at = CLASS.lastIndex;
  const [, not = '', members = ''] = match;
  const lower = new Set(members.toLowerCase());
  return not === '' && /^[A-Za-z]+$/.test(members) && lower.size === 1 ? members.charAt(0).toLowerCase() : ANYTHING;
}

function readEscape(reader: Reader): Piece {
  const character = reader.source[reader.at] ?? '';
  reader.at++;
  if (character === 'b' || character === 'B') return '';
  if (/[dDwWsStnrfv]/.test(character)) return ANYTHING;
  // A digit would be a reference, `\x`, `\u`, `\k` and `\p` need more characters.
  if (/[A-Za-z0-9]/.test(character)) reader.isKnown = false;
  return character.toLowerCase();
}

const COUNT = /(?:([*?])|(\+)|\{(\d+)(,?)\d*\})\??/y;

/** How often the piece before stands at least: `none`, `one` exactly, or `some`: one, and then perhaps more. */
function readLeastCount(reader: Reader): 'none' | 'one' | 'some' {
  COUNT.lastIndex = reader.at;
  const match = COUNT.exec(reader.source);
  if (match === null) return 'one';
  reader.at = COUNT.lastIndex;
  if (match[1] !== undefined || match[3] === '0') return 'none';
  return match[3] === '1' && match[4] === '' ? 'one' : 'some';
}
