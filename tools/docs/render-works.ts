import { CAPABILITIES, NOT_YET, type Capability } from './capabilities.ts';

const BEGIN = '<!-- what works: written by `npm run docs` from the tests that prove it -->';
const END = '<!-- end of what works -->';
const TESTS = 'packages/crypt/test';

/**
 * README with its table of what works made anew.
 *
 * @param readTest Text of a test file, or undefined when it is not there.
 * @throws when a claim has no test, when its test is not there, or when README has no place for the table.
 */
export function renderWorks(readme: string, readTest: (path: string) => string | undefined): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md needs the lines "${BEGIN}" and "${END}"`);
  const rows = CAPABILITIES.map((capability) => renderRow(capability, readTest));
  const table = ['| | | proof |', '| --- | --- | --- |', ...rows].join('\n');
  const missing = `**Not yet:** ${NOT_YET.join(', ')}.`;
  return `${readme.slice(0, begin)}${BEGIN}\n${table}\n\n${missing}\n${readme.slice(end)}`;
}

function renderRow({ name, says, proofs }: Capability, readTest: (path: string) => string | undefined): string {
  if (proofs.length === 0) throw new Error(`"${name}" has no test; put it among what is not yet there`);
  const files = new Set<string>();
  for (const [file, title] of proofs) {
    const text = readTest(`${TESTS}/${file}`);
    if (text === undefined || !hasTest(text, title)) {
      throw new Error(`"${name}" rests on the test "${title}" of ${TESTS}/${file}, which is not there`);
    }
    files.add(file);
  }
  const links = [...files].map((file) => `[${/([\w-]+)\.test\.ts$/.exec(file)?.[1] ?? file}](${TESTS}/${file})`);
  return `| **${name}** | ${says} | ${links.join(', ')} |`;
}

/** A test with that beginning of its title, which is not skipped for good. */
function hasTest(text: string, title: string): boolean {
  return ["'", '`', '"'].some((quote) => text.includes(`test(${quote}${title}`));
}
