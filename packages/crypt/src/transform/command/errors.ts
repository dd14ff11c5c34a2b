import { failer, type CryptError, type ErrorEntry } from '../../kernel/crypt-error.ts';

interface Reason {
  readonly reason: string;
}

const user = (example: string, hint: string): ErrorEntry<Reason> => ({
  kind: 'user',
  message: ({ reason }) => reason,
  hint: () => hint,
  example: { reason: example },
});

export const commandErrors = {
  COMMAND_LINE: user('There is no option --selct; did you mean --select.', 'crypt help build lists the options.'),
  COMMAND_SELECTION: user("'tagg' is no method of selection", 'Correct the selection; nothing has run.'),
  COMMAND_FILE: user(
    "EACCES: permission denied, open '/srv/shop/target/manifest.json'",
    'Give the user that runs this the right to read the project and to write its target folder, or name another: --target-path <folder>.',
  ),
  COMMAND_CLEAN: user(
    "clean removes no files of the project's own: /srv/shop/models",
    'Correct clean-targets of dbt_project.yml; nothing was removed.',
  ),
  COMMAND_PROJECT: {
    kind: 'user',
    message: ({ problems }) =>
      [`${problems.length} errors:`, ...problems.map(({ message, hint }) => `${message}\n    → ${hint}`)].join('\n  '),
    hint: () => 'Correct the project; nothing has run.',
    example: { problems: [] },
  } satisfies ErrorEntry<{ readonly problems: readonly Pick<CryptError, 'message' | 'hint'>[] }>,
  COMMAND_PACKAGE: user(
    'the package https://git.example/shop.git cannot be installed: git clone: not found',
    'Correct packages.yml, or put the package into dbt_packages/ yourself.',
  ),
  COMMAND_UNSUPPORTED: user(
    "The target 'prod' of the profile 'shop' is of type snowflake, and only duckdb is here today.",
    'Add an output with `type: duckdb` and a `path:` to the profile in profiles.yml, and choose it: crypt build --target <name>. `crypt parse`, `ls` and `deps` work with every type.',
  ),
};

export const fail = failer(commandErrors);
