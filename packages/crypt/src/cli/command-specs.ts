// The commands of the program: what --help says, and what docs/cli.md is made from. Loading this file loads nothing else.

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** The value in words, for `string`: `<folder>`. */
  readonly value?: string;
  /** May be given more than once. */
  readonly multiple?: true;
  readonly says: string;
}

export interface CommandSpec {
  readonly usage: string;
  readonly summary: string;
  /** A paragraph: what it reads and changes, and what is left alone. */
  readonly details: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

export const GLOBAL_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  project: {
    type: 'string',
    value: '<folder>',
    says: 'Project folder; crypt.yml is looked for there and above, or where package.json says (crypt.project).',
  },
  json: {
    type: 'boolean',
    says: 'Print one JSON value (or one a line) for machines; progress and notes go to stderr.',
  },
  help: { type: 'boolean', says: 'Say how the command is used.' },
  version: { type: 'boolean', says: 'Print the version.' },
};

export const COMMAND_SPECS: Readonly<Record<string, CommandSpec>> = {
  init: {
    usage: 'crypt init [folder]',
    summary: 'Make a project: crypt.yml, explained.',
    details: 'Writes crypt.yml and .gitignore into the folder (default: here). Files that exist are left as they are.',
    options: {
      name: { type: 'string', value: '<name>', says: 'Name of the project; default: the name of the folder.' },
      'dbt-alias': {
        type: 'string',
        value: '<folder>',
        says: 'Write no project, but a file `dbt` into this folder of your PATH, so that scripts that say dbt run this program.',
      },
    },
  },
  up: {
    usage: 'crypt up',
    summary: 'Run the platform in the foreground, until Ctrl-C.',
    details:
      'Starts the collector, the enricher, the warehouse and the portal, prints their addresses, and starts again ' +
      'what ends. CRYPT_PORT chooses the port of the collector (the portal and the site take the next two), ' +
      'CRYPT_DATA the data folder. A changed crypt.yml is applied at the next start; until then `crypt status` says so.',
    options: {
      verbose: { type: 'boolean', says: 'Print what the processes log, not only warnings.' },
      micro: {
        type: 'boolean',
        says:
          "Serve a REST API for tests of tracking on the collector's port, as Snowplow Micro has it: /micro/good and so on " +
          '(docs/testing.md). It shows personal data, so the collector has to listen on loopback.',
      },
    },
  },
  status: {
    usage: 'crypt status',
    summary: 'Show addresses, processes, counts of every hop, the balance, disk and days left.',
    details: 'Reads the running platform, or, when it is down, the files of the data folder. Changes nothing.',
    options: { login: { type: 'boolean', says: 'Print a new one-time login link for the portal, and nothing else.' } },
  },
  doctor: {
    usage: 'crypt doctor',
    summary: 'Check this machine, the project and the data folder.',
    details: 'Says of each check what was found and what to do. Changes nothing. Exits 4 when a check fails.',
    options: {},
  },
  sql: {
    usage: 'crypt sql "<statement>"',
    summary: 'Run one reading statement on the warehouse.',
    details:
      'Runs in the warehouse process when the platform is up, else opens the files. Read-only, with a deadline and a ' +
      'limit of rows. `-` reads the statement from standard input.',
    options: {
      rows: { type: 'string', value: '<n>', says: 'Rows at most; default 10000.' },
      seconds: { type: 'string', value: '<n>', says: 'Deadline in seconds; default 30.' },
      csv: { type: 'boolean', says: 'Print CSV (RFC 4180) instead of a table.' },
    },
  },
  restore: {
    usage: 'crypt restore',
    summary: 'Make the landing area of the warehouse again from the log.',
    details:
      'Needs the platform down. Moves the present landing file into quarantine/ (nothing is deleted), loads log:enriched ' +
      'with the recorded batches, and prints rows and checksum. The same log gives the same rows.',
    options: {},
  },
  events: {
    usage: 'crypt events <watch|tail|count|failed|retry>',
    summary: 'Look at events: live, how many, and those that failed; enrich failed ones again.',
    details:
      'watch shows good and failed events as they come, people masked: in place on a terminal, one line each elsewhere. ' +
      'tail follows log:enriched alone and prints whole rows with --json, for scripts, also masked; count counts landing.events by app and event; failed ' +
      'groups failed events by cause, with what became of them and the command for each group. retry enriches those of a ' +
      'group (or all) again, from what log:raw keeps, with the present schemas and enrichments: the enricher does it ' +
      'beside new events, or, when the platform is down, the command itself. What becomes a row keeps its origin and id, ' +
      'and is not repaired twice. Exits 0 also when some fail again.',
    options: {
      limit: { type: 'string', value: '<n>', says: 'watch, tail: events to show at first; default 20.' },
      once: { type: 'boolean', says: 'watch, tail: end after the present events.' },
      name: { type: 'string', value: '<event>', says: 'watch: only events of this name.' },
      app: { type: 'string', value: '<app id>', says: 'watch: only events of this app.' },
      failed: { type: 'boolean', says: 'watch: only failed events.' },
      group: { type: 'string', value: '<id>', says: 'retry: the failed events of this group (crypt events failed).' },
      all: { type: 'boolean', says: 'retry: every failed event that is open.' },
      'dry-run': { type: 'boolean', says: 'retry: say what would become of them, and append nothing.' },
      raw: { type: 'boolean', says: 'tail, failed: show clear personal data. Each use is written to the journal.' },
    },
  },
  track: {
    usage: 'crypt track <page-view | event <schema> <json> | struct>',
    summary: 'Send a test event to the running collector, and show its way to its row.',
    details:
      'Sends one event as a tracker does (app id crypt-track, platform srv), and prints what becomes of it, with times: ' +
      'acknowledged, enriched or failed with the reason and the fix, stored, and which columns it filled. The event is real: ' +
      'its row stays. Data may be - for standard input. Exits 0 when it is stored, 3 when it failed or a rule of the ' +
      'project dropped it, 75 when its row was not seen in time.',
    options: {
      url: { type: 'string', value: '<url>', says: 'Address of the page; page-view needs it.' },
      title: { type: 'string', value: '<text>', says: 'page-view: title of the page.' },
      referrer: { type: 'string', value: '<url>', says: 'page-view: where the visitor came from.' },
      category: { type: 'string', value: '<text>', says: 'struct: its category.' },
      action: { type: 'string', value: '<text>', says: 'struct: its action.' },
      label: { type: 'string', value: '<text>', says: 'struct: its label.' },
      property: { type: 'string', value: '<text>', says: 'struct: its property.' },
      value: { type: 'string', value: '<number>', says: 'struct: its value.' },
      entity: {
        type: 'string',
        value: '<schema>=<json>',
        multiple: true,
        says: 'An entity of the event; may be given again for more.',
      },
    },
  },
  schemas: {
    usage: 'crypt schemas <list | show <schema> | try <schema> <file>>',
    summary: 'Look at schemas: which there are, what one says, whether data obeys it.',
    details:
      'list names those of the project, those that come with the program, and those that registries have given before; ' +
      'it asks nobody. show prints a schema. try judges the data in a file (- is standard input), either the data alone ' +
      'or self-describing, and exits 3 when it does not obey. A schema is named as iglu:com.acme/product/jsonschema/1-0-0. ' +
      'show and try ask the registries of crypt.yml for what is not known here.',
    options: {},
  },
  check: {
    usage: 'crypt check',
    summary: 'Check crypt.yml and the tracking plan, without the platform and without the network.',
    details:
      'Says of each problem in which file and line it is and what to do: schemas that cannot be used, published versions ' +
      'that were changed, values that would change the kind of their column, what would be missing in the warehouse. ' +
      'Exits 2 when there are errors; warnings are advice. docs/tracking-plan.md says more.',
    options: {
      write: { type: 'boolean', says: 'Publish what has no errors: write schemas.lock, which is to be committed.' },
      'accept-breaks': {
        type: 'boolean',
        says: 'Take columns that change between unpublished versions as they are: schemas that come from elsewhere.',
      },
    },
  },
};
