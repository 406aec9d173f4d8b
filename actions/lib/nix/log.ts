/** One line of Nix's internal-json log as a value. Tolerant: what it does not know or cannot read becomes plain text or nothing. */

export type LogRecord =
  | { readonly kind: "build"; readonly id: string; readonly drvPath: string; readonly machine: string }
  | { readonly kind: "substitution"; readonly id: string; readonly path: string; readonly from: string }
  | { readonly kind: "builds"; readonly id: string }
  | { readonly kind: "stop"; readonly id: string }
  | { readonly kind: "line"; readonly id: string; readonly text: string }
  | { readonly kind: "phase"; readonly id: string; readonly phase: string }
  | { readonly kind: "progress"; readonly id: string; readonly counts: Counts }
  /** Without colour, several lines at times. `level`: 0 error, 1 warning, 2 notice, 3 and above are chatter. */
  | { readonly kind: "message"; readonly level: number; readonly text: string };

export type Counts = {
  readonly done: number;
  readonly expected: number;
  readonly running: number;
  readonly failed: number;
};

const longestLine = 4_000;
/** A longer record is not worth its parsing: only a builder that prints no newline makes one. */
const longestRecord = 4_000_000;

/** Numbers of the protocol: NixOS/nix src/libutil/include/nix/util/logging.hh. 109 and above mean one thing upstream, another in Determinate. */
const activity = { builds: 104, build: 105, substitute: 108 } as const;
const result = { buildLogLine: 101, setPhase: 104, progress: 105 } as const;

/** A line of standard error of `--log-format internal-json`; undefined when it says nothing of interest. */
export function parseLogLine(line: string): LogRecord | undefined {
  if (!line.startsWith("@nix ")) return plainMessage(line);
  if (line.length > longestRecord) return undefined;
  let record: unknown;
  try {
    record = JSON.parse(line.slice(5));
  } catch {
    return plainMessage(line);
  }
  if (typeof record !== "object" || record === null) return undefined;
  return readRecord(record as Fields, idIn(line));
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Ids are `pid << 32`, and pass 2^53 once pids pass 2^21: as numbers neighbours would become one. Inside a JSON string the
 * quote before the colon is escaped, so this finds the key only.
 */
function idIn(line: string): string {
  return /"id":(\d+)/.exec(line)?.[1] ?? "";
}

function readRecord(record: Fields, id: string): LogRecord | undefined {
  const fields = Array.isArray(record["fields"]) ? (record["fields"] as readonly unknown[]) : [];
  switch (record["action"]) {
    case "start":
      return readStart(record["type"], fields, id);
    case "stop":
      return { kind: "stop", id };
    case "result":
      return readResult(record["type"], fields, id);
    case "msg":
      return typeof record["msg"] === "string"
        ? { kind: "message", level: asNumber(record["level"]), text: stripControls(record["msg"]) }
        : undefined;
    default:
      return undefined;
  }
}

function readStart(type: unknown, fields: readonly unknown[], id: string): LogRecord | undefined {
  const [first, second] = fields;
  if (type === activity.builds) return { kind: "builds", id };
  if (typeof first !== "string") return undefined;
  const other = typeof second === "string" ? second : "";
  if (type === activity.build)
    return { kind: "build", id, drvPath: first, machine: other.replace(/\?.*$/s, "") };
  if (type === activity.substitute) return { kind: "substitution", id, path: first, from: other };
  return undefined;
}

function readResult(type: unknown, fields: readonly unknown[], id: string): LogRecord | undefined {
  const [first] = fields;
  if (type === result.buildLogLine && typeof first === "string")
    return { kind: "line", id, text: stripControls(first) };
  if (type === result.setPhase && typeof first === "string")
    return { kind: "phase", id, phase: stripControls(first) };
  if (type !== result.progress) return undefined;
  const [done = 0, expected = 0, running = 0, failed = 0] = fields.map(asNumber);
  return { kind: "progress", id, counts: { done, expected, running, failed } };
}

function asNumber(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function plainMessage(line: string): LogRecord | undefined {
  const text = stripControls(line.slice(0, longestLine));
  return text.trim() === "" ? undefined : { kind: "message", level: 0, text };
}

/** Without colours, window titles and other control characters; tabs and newlines stay; over-long text is cut. */
export function stripControls(text: string): string {
  const cut = text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
  return cut
    .replaceAll(/\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]?/g, "")
    .replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "");
}
