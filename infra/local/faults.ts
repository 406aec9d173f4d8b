/** Misbehaviour on demand: rules that say which requests are hit, and with what. Without rules it does nothing. */

export type Fault =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly kind: "delay"; readonly milliseconds: number }
  /** The connection is cut after so many bytes of the request's body. */
  | { readonly kind: "reset"; readonly afterBytes?: number }
  /** The work is done, the connection is cut instead of the answer. */
  | { readonly kind: "lose-answer" }
  /** The answer's headers promise the whole body; so many bytes come, then the connection is cut. */
  | { readonly kind: "truncate"; readonly bytes: number }
  /** The answer's body comes in pieces of so many bytes, each after a pause. */
  | { readonly kind: "drip"; readonly bytes: number; readonly milliseconds: number }
  /** One byte in the middle of the answer is flipped. */
  | { readonly kind: "corrupt" }
  | { readonly kind: "etag"; readonly value: "wrong" | "missing" };

export type FaultRule = {
  readonly method?: string;
  /** Tested against the path without its query. */
  readonly path?: RegExp;
  /** Bytes the request announces, at least. */
  readonly bytes?: number;
  /** Matching requests let through first; default 0. */
  readonly skip?: number;
  /** Matching requests hit after that; default 1. */
  readonly times?: number;
  readonly fault: Fault;
};

export type Faults = {
  readonly add: (...rules: readonly FaultRule[]) => void;
  readonly clear: () => void;
  /** The fault of this request, if any; counts the request. */
  readonly take: (method: string, path: string, bytes?: number) => Fault | undefined;
};

export function createFaults(): Faults {
  let rules: { rule: FaultRule; seen: number }[] = [];
  return {
    add: (...added) => {
      rules.push(...added.map((rule) => ({ rule, seen: 0 })));
    },
    clear: () => {
      rules = [];
    },
    take: (method, path, bytes = 0) => {
      for (const entry of rules) {
        if (!matches(entry.rule, method, path) || bytes < (entry.rule.bytes ?? 0)) continue;
        const place = entry.seen++ - (entry.rule.skip ?? 0);
        if (place >= 0 && place < (entry.rule.times ?? 1)) return entry.rule.fault;
      }
      return undefined;
    },
  };
}

function matches(rule: FaultRule, method: string, path: string): boolean {
  return (
    (rule.method === undefined || rule.method === method) && (rule.path === undefined || rule.path.test(path))
  );
}
