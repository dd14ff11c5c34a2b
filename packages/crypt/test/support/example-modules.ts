// The example's own programs, which are plain JavaScript beside the project: imported by their place, with the shapes
// that the tests rely on.
export const INSURER = new URL('../../../../../examples/insurer/', import.meta.url);

export interface Outgoing {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface MadeEvent {
  readonly name: string;
  readonly id: string;
  readonly text: string;
}

export interface MadeRequest {
  readonly timeMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly events: readonly MadeEvent[];
  readonly repeated: readonly MadeEvent[];
  readonly broken: readonly MadeEvent[];
  readonly late: boolean;
}

export interface Calendar {
  readonly startMs: number;
  readonly endMs: number;
  readonly days: number;
}

export interface Account {
  readonly requests: number;
  readonly events: number;
  readonly duplicates: number;
  readonly broken: number;
  readonly late: number;
  readonly byName: Readonly<Record<string, number>>;
}

export interface Generator {
  makeCalendar(span: { readonly until: Date; readonly months: number }): Calendar;
  everyRequest(plan: {
    readonly seed: number;
    readonly visitors: number;
    readonly calendar: Calendar;
  }): Iterable<MadeRequest>;
  bodyOf(request: MadeRequest): string;
  openAccount(): Account;
  count(account: Account, request: MadeRequest): void;
  parseOptions(args: readonly string[], today: Date): Readonly<Record<string, unknown>>;
  sendAll(
    requests: Iterable<Outgoing>,
    options: { readonly collector: URL; readonly connections: number },
  ): Promise<void>;
}

export interface RunningBackend {
  readonly url: string;
  close(): Promise<void>;
}

export interface Backend {
  readonly openTracker: (collectorUrl: string, send: typeof fetch) => unknown;
  readonly startBackend: (options: { readonly port: number; readonly tracker: unknown }) => Promise<RunningBackend>;
}

export async function loadGenerator(): Promise<Generator> {
  return load<Generator>('generate', ['calendar', 'every-request', 'requests', 'account', 'options', 'send']);
}

export async function loadBackend(): Promise<Backend> {
  return load<Backend>('backend', ['open-tracker', 'start-backend']);
}

async function load<T>(folder: string, names: readonly string[]): Promise<T> {
  const modules = await Promise.all(
    names.map(async (name) => (await import(new URL(`${folder}/${name}.js`, INSURER).href)) as object),
  );
  return Object.assign({}, ...modules) as T;
}
