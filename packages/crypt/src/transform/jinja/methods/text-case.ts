// Letters and cases of Python's str. JavaScript's upper and lower case follow the same tables of Unicode.
import { lengthOf } from '../values/code-points.ts';

/** Upper, title and lower case of the letters that are two letters in one. */
const DIGRAPHS = 'ǄǅǆǇǈǉǊǋǌǱǲǳ';
const CASED = /\p{Lu}|\p{Ll}|\p{Lt}/u;

export function capitalize(text: string): string {
  const [first = ''] = text;
  return titleCase(first) + lower(text.slice(first.length));
}

export function lower(text: string): string {
  return text.toLowerCase();
}

/** The title case of a first letter: differs from the upper case for a few, as ǆ and ß. */
function titleCase(character: string): string {
  const digraph = DIGRAPHS.indexOf(character);
  if (character !== '' && digraph !== -1) return DIGRAPHS[digraph - (digraph % 3) + 1] ?? character;
  const upper = character.toUpperCase();
  return lengthOf(upper) === 1 ? upper : (upper[0] ?? '') + upper.slice(1).toLowerCase();
}

/** Each run of letters begins upper case and goes on lower case. */
export function title(text: string): string {
  let result = '';
  let isInside = false;
  for (const character of text) {
    const isCased = CASED.test(character);
    result += isCased ? (isInside ? character.toLowerCase() : titleCase(character)) : character;
    isInside = isCased;
  }
  return result;
}

export function swapCase(text: string): string {
  return Array.from(text, (character) =>
    /\p{Lu}/u.test(character) ? character.toLowerCase() : character.toUpperCase(),
  ).join('');
}

export function isLower(text: string): boolean {
  return CASED.test(text) && !/\p{Lu}|\p{Lt}/u.test(text);
}

export function isUpper(text: string): boolean {
  return CASED.test(text) && !/\p{Ll}|\p{Lt}/u.test(text);
}

export function isTitle(text: string): boolean {
  return CASED.test(text) && title(text) === text;
}

// Python's classes name control characters.
// oxlint-disable no-control-regex
const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ['isalpha', /^\p{L}+$/u],
  ['isalnum', /^[\p{L}\p{N}]+$/u],
  ['isdecimal', /^\p{Nd}+$/u],
  ['isdigit', /^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]+$/u],
  ['isnumeric', /^\p{N}+$/u],
  ['isspace', /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/],
  ['isascii', /^[\x00-\x7f]*$/],
  ['isprintable', /^(?:[^\p{C}\p{Z}]| )*$/u],
  ['isidentifier', /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u],
]);

// oxlint-enable no-control-regex

/** The tests of characters: name of the method and what all of a text must be. */
export function characterClasses(): ReadonlyMap<string, RegExp> {
  return CLASSES;
}
