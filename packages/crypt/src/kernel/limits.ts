// Every limit of the platform: name, unit, and why. `docs/limits.md` is made from this file.

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** Bodies up to here are ordinary. The official trackers send at most 40 000 bytes a request by default. */
export const BODY_NORMAL_BYTES_MAX = 1 * MIB;
/** Larger bodies up to here are kept whole as failed and answered 200: the official tracker retries a 413 for ever. */
export const BODY_KEPT_BYTES_MAX = 10 * MIB;
/** Longest request line; Snowplow's collector 3.x has the same limit. */
export const REQUEST_LINE_BYTES_MAX = 20_480;
/** All headers of a request together; Snowplow's collector 3.x has the same limit. */
export const HEADERS_BYTES_MAX = 40_960;
/** Open connections of the collector. */
export const CONNECTIONS_MAX = 1024;
/** Time for a client to deliver a whole request, milliseconds. */
export const REQUEST_MS_MAX = 30_000;
/** Idle time of a kept-alive connection, milliseconds; above the 600 s that Google's load balancer keeps one. */
export const KEEP_ALIVE_IDLE_MS_MAX = 610_000;

/** Memory of all requests that are being received or wait for the disk; more is answered 503. Half of idle memory's goal. */
export const BODIES_IN_FLIGHT_BYTES_MAX = 128 * MIB;
/** Charged to a request beside its bytes: objects of the parser, of the response and of the waiting append. */
export const REQUEST_OVERHEAD_BYTES = 4 * KIB;
/** Longest wait for the disk before a request is answered 503, milliseconds; Snowplow's collector 3.x answers within 30 s. */
export const APPEND_WAIT_MS_MAX = 30_000;
/** Longest wait for requests in flight when the collector stops, milliseconds. */
export const DRAIN_MS_MAX = 10_000;
/** How long bytes of a cut request are still read and dropped, so that its client sees the answer, milliseconds. */
export const LINGER_MS_MAX = 2_000;
/** Longest network user id that is put in a cookie; the column of the events table has the same length. */
export const NETWORK_USER_ID_CHARS_MAX = 128;

/** Deepest nesting of JSON from outside. Snowplow's enrich accepts 40 to 50. */
export const JSON_DEPTH_MAX = 64;
/** Events taken from one payload; the rest of a larger one is kept as one failed event. */
export const EVENTS_PER_PAYLOAD_MAX = 10_000;
/** Bytes that the events of one payload may become; the rest is kept as one failed event. A query string of 20 KB is
 * merged into every event of its POST, so 1 MiB could become 200 MB. */
export const EVENTS_PER_PAYLOAD_BYTES_MAX = 64 * MIB;
/** Messages of one failed event; more are counted in the last one. */
export const FAILED_MESSAGES_MAX = 50;
/** Characters of a number in a parameter. A double has 17 digits, our decimals 38; more is not a number anybody means. */
export const NUMBER_CHARACTERS_MAX = 400;

/** Longest host that a referrer is looked up by; DNS knows no longer name. */
export const HOST_CHARACTERS_MAX = 255;
/** Shortest key of pseudonyms: 128 bits, which nobody guesses. */
export const PSEUDONYM_KEY_BYTES_MIN = 16;
/** Pseudonyms kept for values that come again, at most twice as many; ids and addresses of a visit do. */
export const PSEUDONYMS_CACHED_MAX = 4_096;

/** A segment is sealed at this size. 128 MiB re-verifies in a quarter of a second (583 MB/s measured). */
export const SEGMENT_BYTES_MAX = 128 * MIB;
/** One frame's payload: a kept body, its headers, and room. In log:failed a body that is not text is base64, a third more. */
export const FRAME_PAYLOAD_BYTES_MAX = 16 * MIB;
/** Bytes waiting for the disk before append refuses with LOG_BUSY. */
export const APPEND_PENDING_BYTES_MAX = 64 * MIB;
/** Distance between entries of a segment's sparse index. */
export const INDEX_INTERVAL_BYTES = 64 * KIB;

/** Free bytes below which the collector answers 503, so that the rest of the machine still works. */
export const DISK_FLOOR_BYTES = 1 * GIB;
/** A consumer group that has not committed for this long no longer holds back retention; it is reported instead. */
export const GROUP_IDLE_MS_MAX = 7 * 24 * 3_600_000;

/** Raw payload bytes that enrich takes at once: 40 ms of work, so a stop is prompt and memory small. */
export const ENRICH_POLL_BYTES_MAX = 4 * MIB;
/** Raw payloads that enrich takes at once. */
export const ENRICH_POLL_RECORDS_MAX = 2_000;
/** Bytes that enrich appends at once, a quarter of what may wait for the disk. */
export const ENRICH_APPEND_BYTES_MAX = 16 * MIB;
/** Time between two checkpoints of enrich, milliseconds; what a restart reads back and enriches again. */
export const ENRICH_CHECKPOINT_MS = 1_000;
/** Longest wait between two attempts to append, milliseconds. */
export const ENRICH_RETRY_MS_MAX = 5_000;

/** Failed events that are enriched again at once, so that new ones wait a fraction of a second; those of one payload stay together. */
export const RETRY_EVENTS_MAX = 500;
/** Time after which a retry reads no further request before it lets new events pass, milliseconds. */
export const RETRY_SLICE_MS_MAX = 200;
/** Causes, and groups, that the result of a retry names. */
export const RETRY_CAUSES_MAX = 100;
/** Schemas that failed events wait for; of more, those with the fewest events are forgotten, and retried by hand. */
export const LATE_SCHEMAS_MAX = 1_000;
/** Time between two questions for schemas that are waited for, milliseconds. */
export const LATE_SCHEMAS_MS = 60_000;
/** Schemas that are asked for at once, in turn: names from outside must not make a registry's whole day. */
export const LATE_SCHEMAS_PER_ASK_MAX = 200;
/** Longest user agent that is parsed; the column has the same length, and a longer one fails its event. */
export const USER_AGENT_CHARACTERS_MAX = 1_000;
/** User agents whose answers are remembered, twice at most. A site of 100,000 visitors a day has about 5,000. */
export const USER_AGENTS_CACHED_MAX = 5_000;
/** Longest text in the place of an IP address that is looked up; the column has the same length. */
export const IP_CHARACTERS_MAX = 128;
/** IP addresses whose answers are remembered, twice at most: a visit has many events, one after another. */
export const IP_CACHE_ENTRIES_MAX = 4_000;
/** Header names whose answers are remembered, twice at most; senders can make up others without end. */
export const HEADER_NAMES_CACHED_MAX = 500;
/** Longest header name that is compared with a pattern. Standard ones have at most 40 characters. */
export const HEADER_NAME_CHARACTERS_MAX = 128;
/** Longest value of a cookie or header that is kept with an event: what their schemas in iglu-central allow. */
export const REQUEST_VALUE_CHARACTERS_MAX = 4_096;
/** Cookies of an event together, and headers too, as JSON. Each event of a POST repeats them, and there may be 10,000. */
export const REQUEST_VALUES_CHARACTERS_MAX = 8 * KIB;

/** Events that the project's code gets at once: some milliseconds of work, and one answer to wait for. */
export const PROJECT_BATCH_EVENTS_MAX = 500;
/** Characters of JSON that the project's code gets at once, unless one event alone is longer. */
export const PROJECT_BATCH_CHARS_MAX = 1 * MIB;
/** Longest answer of an enrichment of the project to one event, characters of JSON. */
export const PROJECT_RESULT_CHARS_MAX = 256 * KIB;
/** Longest answer of a webhook's map to one request, characters of JSON: eight times an ordinary body. */
export const PROJECT_MAPPING_CHARS_MAX = 8 * MIB;
/** Events of one webhook request. Each takes the request's own columns too, so 2,000 become some 50 MB at worst. */
export const WEBHOOK_EVENTS_MAX = 2_000;
/** Longest reason for which the project drops an event; events are grouped by it. */
export const PROJECT_DROP_CHARS_MAX = 200;
/** Time for the process of the project's code to start and load it, and to read a batch, milliseconds. */
export const PROJECT_START_MS_MAX = 10_000;
/** Crashes of one file of the project within PROJECT_CRASH_WINDOW_MS that switch it off. */
export const PROJECT_CRASHES_MAX = 10;
/** How far back crashes are counted, milliseconds. */
export const PROJECT_CRASH_WINDOW_MS = 60_000;
/** How long a file of the project stays switched off, milliseconds; then it is tried again. */
export const PROJECT_OFF_MS = 30_000;
/** Memory of the process of the project's code beside its heap: the program itself, buffers, stacks. Megabytes. */
export const PROJECT_MEMORY_BESIDE_MEGABYTES = 192;
/** Lines that the project's code may print in a second; more are counted. */
export const PROJECT_OUTPUT_LINES_MAX = 20;
/** Characters kept of a line that the project's code prints. */
export const PROJECT_OUTPUT_CHARS_MAX = 500;

/** Events in one sealed batch at most. */
export const BATCH_EVENTS_MAX = 20_000;
/** Bytes of enriched events in one sealed batch at most. */
export const BATCH_BYTES_MAX = 32 * MIB;
/** Memory of the duplicate filter at most; 24 bits an event id, so 64 MiB hold 22 million ids at 1 in 25,000 false hits. */
export const DEDUP_FILTER_BYTES_MAX = 256 * MIB;

/** Rows an operator's statement returns at most, unless asked for more. */
export const SQL_ROWS_MAX = 10_000;
/** Time for an operator's statement, milliseconds. */
export const SQL_MS_MAX = 30_000;

/** A login link is for the person who just asked for it, so it lives as long as it takes to change windows. */
export const LOGIN_LINK_MS_MAX = 10 * 60_000;
/** Login links that are open at a time; a new one replaces the oldest, so that asking again and again stores nothing. */
export const LOGIN_LINKS_MAX = 16;
/** Life of a portal session. */
export const SESSION_MS_MAX = 30 * 24 * 3_600_000;
/** Shortest key that signs sessions: the block of the hash it is used with is 64, its output 32. */
export const SESSION_KEY_BYTES_MIN = 32;
/** Groups of failed events in memory. Causes are texts without values, so a healthy platform has a handful. */
export const FAILED_GROUPS_MAX = 200;
/** Newest examples kept of each group of failed events. */
export const FAILED_EXAMPLES_MAX = 5;
/** Rows of the newest events on the pipeline page. */
export const TAIL_ROWS = 40;
/** Statuses kept for rates, trends and lags: a quarter of an hour at one a second. */
export const STATUS_SAMPLES_MAX = 900;
/** Open live connections; browsers open one a tab and a host shows six at most. */
export const LIVE_CLIENTS_MAX = 64;
/** Least time between two renderings for live pages, milliseconds. */
export const LIVE_INTERVAL_MS = 1_000;
/** Least time between two readings of volumes and gaps, which read weeks of events, milliseconds. */
export const LOSS_INTERVAL_MS = 60_000;
/** Silence after which a live connection gets a comment, so that proxies keep it, milliseconds. */
export const LIVE_HEARTBEAT_MS = 15_000;

/** Longest wait of `crypt track` for the row of its event, milliseconds. */
export const TRACK_WAIT_MS_MAX = 15_000;
/** Longest wait of a request of the testing API until enrich has passed what was acknowledged, milliseconds. */
export const MICRO_WAIT_MS_MAX = 5_000;
/** Events that the testing API keeps; the oldest leave. A run of the official browser tracker's own tests sent 300. */
export const MICRO_EVENTS_MAX = 10_000;
/** Bytes of those events, their requests included. */
export const MICRO_BYTES_MAX = 64 * MIB;
/** Bytes that the testing API reads of a log at once. */
export const MICRO_READ_BYTES_MAX = 4 * MIB;
/** Characters of one answer of the testing API: a payload is shown with each bad event of it, and may have 10,000. */
export const MICRO_ANSWER_CHARACTERS_MAX = 64 * MIB;
/** Levels of JSON that enrich wrote: what was sent lies some levels deeper in a record of log:failed. */
export const MICRO_JSON_DEPTH_MAX = 200;
/** Buckets of one timeline; each looks at every event. */
export const MICRO_BUCKETS_MAX = 1_000;

/** Characters of a column's or a field's name; BigQuery's limit. A longer one ends in a digest of the whole. */
export const COLUMN_NAME_CHARACTERS_MAX = 300;
/** Structs within structs of one column, itself included; BigQuery's limit for records. Deeper ones become json. */
export const STRUCT_DEPTH_MAX = 15;
/** Fields of one column, nested ones included; BigQuery's limit for a whole table. A schema with more becomes json. */
export const COLUMN_FIELDS_MAX = 10_000;
/** Steps of making a column of one schema: parts read, resolved and merged; half a second of work. A schema that needs more
 * becomes json: references can make 1 KB of schema as large as they like. The largest of Iglu Central needs 1,000. */
export const TYPING_STEPS_MAX = 300_000;
/** Nesting of a schema with its references resolved; what is deeper becomes json. Structs end long before. */
export const TYPED_DEPTH_MAX = 100;

/** Text of one schema. The largest of Snowplow's public ones has 38 KiB; 10,000 described properties take about 1 MiB. */
export const SCHEMA_BYTES_MAX = 2 * MIB;
/** Schemas inside one another; data from outside nests no deeper, so deeper ones would judge nothing. */
export const SCHEMA_DEPTH_MAX = 64;
/** Levels of the JSON of a schema: a schema inside another takes two, and its `enum` may hold values. */
export const SCHEMA_JSON_DEPTH_MAX = 160;
/** Places of a schema that judge: properties, items, alternatives. */
export const SCHEMA_NODES_MAX = 20_000;
/** Instructions of all patterns of a schema: compiling them takes about 0.1 s. */
export const SCHEMA_PATTERNS_SIZE_MAX = 20_000;
/** Characters of one regular expression in a schema. */
export const PATTERN_CHARS_MAX = 1_000;
/** Instructions of one regular expression; `^.{1,255}$` has 513. */
export const PATTERN_PROGRAM_MAX = 2_000;
/** Steps of judging one value by its schema, half a second of work; beyond them it is refused. A step is a place of the schema that
 * meets a part of the data. */
export const JUDGE_STEPS_MAX = 5_000_000;
/** Places of a schema within one another while a value is judged: references and alternatives at each level of data. */
export const JUDGE_DEPTH_MAX = 1_000;
/** Mismatches told of one value. */
export const MISMATCHES_MAX = 20;
/** Schemas that a process remembers, and as many names without one; the least recently used go first. */
export const SCHEMA_ENTRIES_MAX = 4_000;
/** Schemas that are being read at a time. */
export const SCHEMA_READS_MAX = 8;
/** Time of one loading of schemas, milliseconds; what is not read by then counts as unavailable. */
export const SCHEMA_LOAD_MS_MAX = 30_000;
/** Versions of one model that are read for its column; Snowplow's public schemas have 13 at most. */
export const SCHEMA_VERSIONS_MAX = 200;
/** Steps from a version to the one that supersedes it. */
export const SCHEMA_SUPERSEDING_MAX = 10;
/** A schema that no source has is asked for again after this time, milliseconds. */
export const SCHEMA_MISSING_RETRY_MS = 60_000;
/** A schema that cannot be used is read again after this time, milliseconds. */
export const SCHEMA_BROKEN_RETRY_MS = 300_000;
/** A schema whose source did not answer is asked for again after this time at first, milliseconds, doubling. */
export const SCHEMA_UNAVAILABLE_RETRY_MS = 5_000;
/** And after this time at last, milliseconds. */
export const SCHEMA_UNAVAILABLE_RETRY_MS_MAX = 300_000;
/** Failures of a registry in a row after which it is left alone for a while, instead of being asked for every schema. */
export const REGISTRY_FAILURES_MAX = 3;
/** Redirects that are followed to one schema. */
export const REGISTRY_REDIRECTS_MAX = 3;
/** Files of a tracking plan. */
export const TRACKING_FILES_MAX = 10_000;
/** The lock file of a tracking plan: all published schemas. */
export const TRACKING_BYTES_MAX = 64 * MIB;

/** Characters of one template. The largest macro files of public packages have 100,000. */
export const TEMPLATE_CHARS_MAX = 16 * MIB;
/** Expressions or blocks within one another in a template. */
export const TEMPLATE_DEPTH_MAX = 200;
/** Syntax errors that are told of one template. */
export const TEMPLATE_PROBLEMS_MAX = 20;
/** Macros that call one another; Python ends near 300. */
export const RENDER_CALLS_DEPTH_MAX = 250;
/** Turns of loops and calls of one rendering; a second or two of work. */
export const RENDER_STEPS_MAX = 10_000_000;
/** Characters that one rendering writes, all captured parts together. */
export const RENDER_CHARS_MAX = 128 * MIB;
/** Time of one rendering without the waits of its calls, milliseconds. */
export const RENDER_MS_MAX = 60_000;
/** Rows of one query that a template reads. */
export const RESULT_ROWS_MAX = 1_000_000;
/** Steps between two looks at the clock. */
export const RENDER_CLOCK_STEPS = 4_096;
/** Characters of one text that a template makes. A statement of this size no engine takes. */
export const TEXT_CHARS_MAX = 16 * MIB;
/** Characters of a list, tuple, set or dict that is written as Python writes it, and of a tuple that is a key. A second of work. */
export const VALUE_CHARS_MAX = 2 * MIB;
/** Members of one list, tuple, set or dict of a template; 10 MB of bare references. */
export const COLLECTION_ITEMS_MAX = 1_000_000;
/** Numbers of one range; Jinja's sandbox has the same limit. */
export const RANGE_ITEMS_MAX = 100_000;
/** Bits of a whole number that a template makes. */
export const INTEGER_BITS_MAX = 65_536;
/** Decimals of a number that a template writes; a double has at most 1,074. */
export const DECIMALS_MAX = 10_000;
/** Members that are compared for one `==`: a list may hold another twice, and that one a third, and so on. */
export const COMPARISONS_MAX = 10_000_000;
/** Values within one another that are written, compared or hashed. */
export const VALUE_DEPTH_MAX = 200;

/** Characters of one YAML file of a project; the largest properties files of public projects have under a million. */
export const YAML_BYTES_MAX = 16 * MIB;
/** Values of one YAML file, those of its aliases counted each time: a few lines of aliases can say a billion. */
export const YAML_NODES_MAX = 2_000_000;
/** Mappings and lists within one another in a YAML file. */
export const YAML_DEPTH_MAX = 100;
/** Bytes of a seed whose content is its checksum; of a larger one its path is, as with dbt. */
export const SEED_HASHED_BYTES_MAX = 1 * MIB;
/** Bytes of one file of a project that is read whole. */
export const PROJECT_FILE_BYTES_MAX = 16 * MIB;
/** Files of a project and its packages together. */
export const PROJECT_FILES_MAX = 200_000;
/** Folders within one another in a project. */
export const PROJECT_FOLDERS_DEPTH_MAX = 50;
/** Characters of one criterion of a selection; file names and fully qualified names are far shorter. */
export const SELECTION_CHARACTERS_MAX = 4_096;
/** How deep unions, intersections and exclusions of selectors.yml may be nested. */
export const SELECTORS_DEPTH_MAX = 64;
/** Small templates of tests that are kept parsed; each has some kilobytes. */
export const TEMPLATES_KEPT_MAX = 2_000;
/** Bytes of a package of a dbt project, packed and unpacked; the largest public ones have some megabytes. */
export const PACKAGE_BYTES_MAX = 256 * MIB;
