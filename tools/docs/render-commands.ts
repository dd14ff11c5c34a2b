interface OptionSpec {
  readonly value?: string;
  readonly says: string;
}

interface CommandSpec {
  readonly usage: string;
  readonly summary: string;
  readonly details: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

/** The commands with their options, and the exit codes. */
export function renderCommands(
  specs: Readonly<Record<string, unknown>>,
  errors: Readonly<Record<string, unknown>>,
): string {
  const commands = specs['COMMAND_SPECS'] as Readonly<Record<string, CommandSpec>>;
  const globals = specs['GLOBAL_OPTIONS'] as Readonly<Record<string, OptionSpec>>;
  const exits = errors['EXIT_CODE'] as Readonly<Record<string, number>>;
  const head = '# Commands\n\nMade from the code by `npm run docs`; `crypt <command> --help` says the same.\n';
  const sections = Object.values(commands).map(
    ({ usage, summary, details, options }) =>
      `\n## \`${usage}\`\n\n${summary}\n\n${details}\n${renderOptions(options)}`,
  );
  const exitRows = Object.entries(exits).map(
    ([kind, code]) => `| ${code} | error of kind \`${kind}\` (docs/errors.md) |`,
  );
  return [
    head,
    ...sections,
    `\n## Options of every command\n${renderOptions(globals)}`,
    `\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n| 0 | done |\n${exitRows.join('\n')}\n`,
  ].join('');
}

function renderOptions(options: Readonly<Record<string, OptionSpec>>): string {
  const rows = Object.entries(options).map(
    ([name, { value, says }]) => `| \`--${name}${value === undefined ? '' : ` ${value}`}\` | ${says} |`,
  );
  return rows.length === 0 ? '' : `\n| option | meaning |\n| --- | --- |\n${rows.join('\n')}\n`;
}
