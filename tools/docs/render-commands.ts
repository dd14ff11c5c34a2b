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
  summaries: Readonly<Record<string, unknown>>,
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
    renderDbt(summaries),
    `\n## Options of every command\n${renderOptions(globals)}`,
    `\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n| 0 | done |\n${exitRows.join('\n')}\n`,
  ].join('');
}

interface Flag {
  readonly options: readonly string[];
  readonly says: string;
}

/** dbt's commands; their options are of another kind. */
function renderDbt(module: Readonly<Record<string, unknown>>): string {
  const summaries = module['COMMAND_SUMMARIES'] as Readonly<Record<string, string>>;
  const flagsOf = module['flagsOf'] as (command: string) => readonly Flag[];
  const commonFlags = module['commonFlags'] as () => readonly Flag[];
  const renderFlag = module['renderFlag'] as (flag: Flag) => string;
  const table = (flags: readonly Flag[]): string =>
    flags.length === 0
      ? ''
      : `\n| option | meaning |\n| --- | --- |\n${flags.map((flag) => `| \`${renderFlag(flag)}\` | ${flag.says} |`).join('\n')}\n`;
  const sections = Object.entries(summaries).map(
    ([name, says]) => `\n## \`crypt ${name}\`\n\n${says}\n${table(flagsOf(name))}`,
  );
  return `\n# Commands on a dbt project\n\nThey exit 0, with 1 when a node failed, and with 2 when nothing has run. See [dbt.md](dbt.md).\n${sections.join('')}\n## Options of every command on a dbt project\n\nA boolean has \`--no-…\` too; each has a variable \`DBT_…\` and a key below \`flags:\` of dbt_project.yml.\n${table(commonFlags())}`;
}

function renderOptions(options: Readonly<Record<string, OptionSpec>>): string {
  const rows = Object.entries(options).map(
    ([name, { value, says }]) => `| \`--${name}${value === undefined ? '' : ` ${value}`}\` | ${says} |`,
  );
  return rows.length === 0 ? '' : `\n| option | meaning |\n| --- | --- |\n${rows.join('\n')}\n`;
}
