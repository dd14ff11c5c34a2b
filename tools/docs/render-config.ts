interface Schema {
  readonly description?: string;
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly innerType?: Schema;
    readonly out?: Schema;
    readonly element?: Schema;
    readonly options?: readonly Schema[];
    readonly values?: readonly unknown[];
    readonly entries?: Readonly<Record<string, string>>;
    readonly defaultValue?: unknown;
  };
}

const HEAD = `# crypt.yml

Made from the schema in the code by \`npm run docs\`. Only \`name\` is required. The file is read when the platform starts;
a change while it runs is checked and shown by \`crypt status\`, and applied at the next start.

Environment: \`CRYPT_PORT\` sets the collector's port (the portal and the site take the next two), \`CRYPT_DATA\` the data
folder (relative to where the command is typed).

| field | type | default | meaning |
| --- | --- | --- | --- |
`;

/** A row for each field, in the order of the schema. */
export function renderConfig(schema: unknown): string {
  return `${HEAD}${rows(schema as Schema, '').join('\n')}\n`;
}

/** Members of a list are under `[]`; those of one of several kinds under `{kind}`. */
function rows(schema: Schema, prefix: string): readonly string[] {
  const { shape = {}, element, options = [] } = inner(schema).def;
  if (element !== undefined) return rows(element, `${prefix}[]`);
  if (options.length > 0) return options.flatMap((option) => rows(option, `${prefix}{${kindOf(option)}}`));
  return Object.entries(shape).flatMap(([name, field]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const nested = rows(field, path);
    const row = `| \`${path}\` | ${typeName(field)} | ${defaultOf(field, nested.length > 0)} | ${description(field)} |`;
    return [row, ...nested];
  });
}

function kindOf(option: Schema): string {
  return String(option.def.shape?.['kind']?.def.values?.[0]);
}

/** Through defaults, nullables and preprocessing to the schema that has the fields. */
function inner(schema: Schema): Schema {
  const next = schema.def.innerType ?? schema.def.out;
  return next === undefined ? schema : inner(next);
}

function description(schema: Schema): string {
  const next = schema.def.innerType ?? schema.def.out;
  const text = schema.description ?? (next === undefined ? undefined : description(next));
  if (text === undefined) throw new Error('a field of crypt.yml has no description');
  return text.replaceAll('|', '\\|');
}

function typeName(schema: Schema): string {
  const { def } = inner(schema);
  const name = baseName(def);
  return isNullable(schema) ? `${name} or null` : name;
}

function baseName(def: Schema['def']): string {
  if (def.type === 'enum') return Object.keys(def.entries ?? {}).join(', ');
  if (def.type === 'array') return 'list';
  if (def.type === 'record') return 'map';
  if (def.type === 'object' || def.type === 'union') return 'section';
  if (def.type === 'literal') return String(def.values?.[0]);
  return def.type === 'string' ? 'text' : def.type;
}

function isNullable(schema: Schema): boolean {
  if (schema.def.type === 'nullable') return true;
  const next = schema.def.innerType ?? schema.def.out;
  return next !== undefined && isNullable(next);
}

function defaultOf(schema: Schema, section: boolean): string {
  if (schema.def.type === 'default') return `\`${JSON.stringify(schema.def.defaultValue)}\``;
  return section ? '' : 'required';
}
