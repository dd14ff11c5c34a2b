// Random texts that match a regular expression, for the plain expressions that schemas use: literals, classes, groups,
// alternatives, quantifiers and anchors.
import type { SeededRandom } from './seeded-random.ts';

type Make = (random: SeededRandom) => string;

/** A maker of texts that match `pattern`. Throws for what it does not know: look-around, references back. */
export function patternText(pattern: string): Make {
  const reader = new Reader(pattern);
  const make = readAlternatives(reader);
  if (reader.peek() !== '') throw new Error(`cannot read ${pattern} from ${reader.peek()} on`);
  return make;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  peek(): string {
    return this.#text[this.#at] ?? '';
  }

  next(): string {
    return this.#text[this.#at++] ?? '';
  }

  skip(expected: string): boolean {
    if (!this.#text.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  match(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.#text.slice(this.#at));
    if (found !== null) this.#at += found[0].length;
    return found;
  }
}

function readAlternatives(reader: Reader): Make {
  const alternatives = [readSequence(reader)];
  while (reader.skip('|')) alternatives.push(readSequence(reader));
  return (random) => (alternatives[random.below(alternatives.length)] as Make)(random);
}

function readSequence(reader: Reader): Make {
  const parts: Make[] = [];
  while (!['', '|', ')'].includes(reader.peek())) parts.push(readQuantifier(reader, readPart(reader)));
  return (random) => parts.map((part) => part(random)).join('');
}

function readPart(reader: Reader): Make {
  const character = reader.next();
  if (character === '^' || character === '$') return () => '';
  if (character === '[') return oneOf(readClass(reader));
  if (character === '.') return oneOf(ANYTHING);
  if (character === '\\') return oneOf(escaped(reader.next()));
  if (character !== '(') return () => character;
  if (reader.peek() === '?' && !reader.skip('?:')) throw new Error('only groups without look-around');
  const inside = readAlternatives(reader);
  if (!reader.skip(')')) throw new Error('group without an end');
  return inside;
}

const DIGITS = '0123456789';
const WORDS = `abcXYZ_${DIGITS}`;
const ANYTHING = Array.from(`${WORDS} .-/é😀"'`);

function escaped(character: string): readonly string[] {
  if (character === 'd') return Array.from(DIGITS);
  if (character === 'w') return Array.from(WORDS);
  if (character === 's') return [' '];
  if (/\w/.test(character)) throw new Error(`unknown escape ${character}`);
  return [character];
}

function readClass(reader: Reader): readonly string[] {
  const isNegated = reader.skip('^');
  const characters: string[] = [];
  while (reader.peek() !== ']') {
    const character = reader.next();
    if (character === '') throw new Error('class without an end');
    const first = character === '\\' ? escaped(reader.next()) : [character];
    const range = reader.match(/^-([^\]\\])/);
    characters.push(...(range === null ? first : between(first[0] ?? '', range[1] ?? '')));
  }
  reader.next();
  return isNegated ? ANYTHING.filter((character) => !characters.includes(character)) : characters;
}

function between(first: string, last: string): readonly string[] {
  const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
  return Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i));
}

function oneOf(characters: readonly string[]): Make {
  return (random) => characters[random.below(characters.length)] ?? '';
}

function readQuantifier(reader: Reader, part: Make): Make {
  const [least, most] = readCount(reader);
  return (random) => Array.from({ length: least + random.below(most - least + 1) }, () => part(random)).join('');
}

const OPEN_END = 5;

function readCount(reader: Reader): readonly [least: number, most: number] {
  if (reader.skip('?')) return [0, 1];
  if (reader.skip('*')) return [0, OPEN_END];
  if (reader.skip('+')) return [1, OPEN_END];
  const count = reader.match(/^\{(\d+)(,(\d*))?\}/);
  if (count === null) return [1, 1];
  const least = Number(count[1]);
  if (count[2] === undefined) return [least, least];
  return [least, count[3] === '' ? least + OPEN_END : Number(count[3])];
}
