interface Entry {
  readonly kind: string;
  readonly message: (params: unknown) => string;
  readonly hint: (params: unknown) => string;
  readonly example: unknown;
}

const HEAD = `# Errors

Made from the catalogues in the code by \`npm run docs\`. The values in the texts are examples.

| kind | meaning | exit code |
| --- | --- | --- |
| user | the project, a file or a flag is wrong | 2 |
| data | rows were refused, and kept as failed | 3 |
| terminal | the outside world refuses for good | 4 |
| bug | an invariant of ours does not hold | 70 |
| transient | may work later; retried by itself where it can be | 75 |
`;

/** Every code with what it says and what to do. */
export function renderErrors(
  catalogues: readonly { path: string; exports: Readonly<Record<string, unknown>> }[],
): string {
  const entries = catalogues.flatMap(({ path, exports }) =>
    Object.values(exports)
      .filter((value): value is Readonly<Record<string, Entry>> => typeof value === 'object' && value !== null)
      .flatMap((catalogue) => Object.entries(catalogue).map(([code, entry]) => ({ code, entry, path }))),
  );
  const sections = entries
    .toSorted((left, right) => left.code.localeCompare(right.code))
    .map(({ code, entry, path }) => {
      const home = path.replace(/errors\.js$/, '').replace(/\/$/, '');
      return `\n## ${code}\n\n\`${entry.kind}\`, from \`${home}\`\n\n> ${entry.message(entry.example)}\n>\n> → ${entry.hint(entry.example)}\n`;
    });
  return HEAD + sections.join('');
}
