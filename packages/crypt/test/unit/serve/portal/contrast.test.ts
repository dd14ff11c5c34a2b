// Holds the tokens of the style sheet to WCAG 2.2 AA (1.4.3: text 4.5; 1.4.11: marks and edges 3) in every theme.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';

const folder = new URL('../../../../../assets/portal/', import.meta.url);
const css = readFileSync(new URL('portal.css', folder), 'utf8');
const script = readFileSync(new URL('live.js', folder));

const GROUNDS = ['paper', 'surface', 'sunk', 'good-wash', 'warn-wash', 'bad-wash'] as const;
/** Text that may stand on any ground. */
const TEXTS = ['ink', 'ink-soft', 'accent', 'good', 'warn', 'bad'] as const;
/** Forms and the edges of controls and boxes. */
const MARKS = ['edge', 'accent', 'good', 'busy', 'warn', 'bad', 'ink-soft'] as const;

type Tokens = ReadonlyMap<string, string>;

/** The light tokens, and those with the dark ones, or the printed ones, over them. */
function readThemes(sheet: string): Readonly<Record<'light' | 'dark' | 'print', Tokens>> {
  const blocks = [...sheet.matchAll(/:root \{([^}]*)\}/g)].map((match) => readTokens(match[1] ?? ''));
  const [light = new Map(), dark = new Map(), print = new Map()] = blocks;
  return { light, dark: new Map([...light, ...dark]), print: new Map([...light, ...print]) };
}

function readTokens(block: string): Tokens {
  return new Map([...block.matchAll(/--([\w-]+): ([^;]+);/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

/** Pairs under their ratio, worst first not needed: there must be none. */
function findFaint(tokens: Tokens): readonly string[] {
  const faint: string[] = [];
  for (const [names, least] of [
    [TEXTS, 4.5],
    [MARKS, 3],
  ] as const) {
    for (const name of names) {
      for (const ground of GROUNDS) {
        const ratio = contrast(luminance(tokens.get(name)), luminance(tokens.get(ground)));
        if (ratio < least) faint.push(`${name} on ${ground}: ${ratio.toFixed(2)} < ${least}`);
      }
    }
  }
  return faint;
}

/** WCAG 2.2, "contrast ratio". */
function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** Relative luminance of `oklch(L C H)`, `white` or `black`; conversion by CSS Color 4, section 10. */
function luminance(color: string | undefined): number {
  if (color === 'white') return 1;
  if (color === 'black') return 0;
  const parts = /^oklch\(([\d.]+) ([\d.]+)(?: ([\d.]+))?\)$/.exec(color ?? '');
  assert.ok(parts !== null, `not a colour this test can read: ${color}`);
  const [lightness, chroma, hue] = parts.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

suite('style sheet', () => {
  for (const [theme, tokens] of Object.entries(readThemes(css))) {
    test(`every text and mark of the ${theme} theme stands out from every ground`, () => {
      assert.ok(tokens.size >= 16, 'the tokens were found');
      assert.deepEqual(findFaint(tokens), []);
    });
  }

  test('a token that is too pale is found', () => {
    const pale = new Map([...readThemes(css).light, ['ink-soft', 'oklch(0.7 0.018 195)']]);
    const faint = findFaint(pale);
    assert.deepEqual(
      GROUNDS.filter((ground) => !faint.some((one) => one.startsWith(`ink-soft on ${ground}: `))),
      [],
    );
  });

  test('the known ratios of black, white and a middle grey come out', () => {
    assert.equal(contrast(luminance('white'), luminance('black')), 21);
    assert.equal(contrast(luminance('oklch(1 0 0)'), luminance('black')).toFixed(2), '21.00');
    // #808080 is oklch(0.5999 0 0), and 3.95 on white.
    assert.equal(contrast(luminance('oklch(0.5999 0 0)'), 1).toFixed(2), '3.95');
  });

  test('colours are tokens: no rule outside :root names one', () => {
    const rules = css.replaceAll(/:root \{[^}]*\}/g, '').replaceAll(/\/\*.*?\*\//gs, '');
    assert.deepEqual(rules.match(/oklch\([^)]*\)|#[\da-f]{3,8}\b|rgb\(|hsl\(/gi) ?? [], []);
  });

  test('nothing is loaded from elsewhere, and what is loaded is small', () => {
    assert.doesNotMatch(css, /url\(|@import|https?:/);
    assert.ok(script.length < 3 * 1024, `live.js has ${script.length} bytes`);
    assert.ok(gzipSync(css).length < 8 * 1024, `portal.css has ${gzipSync(css).length} bytes packed`);
  });
});
