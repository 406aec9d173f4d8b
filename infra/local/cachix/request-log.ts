/** What was asked of the server, in memory and as JSON lines. Neither headers nor queries are kept: they carry secrets. */

import { closeSync, openSync, writeSync } from "node:fs";

export type LoggedRequest = {
  /** When it came, ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** Undefined when the connection was cut before an answer. */
  readonly status: number | undefined;
  /** As announced by the client. */
  readonly bytesIn: number;
  readonly milliseconds: number;
};

export type RequestLog = {
  readonly requests: readonly LoggedRequest[];
  readonly add: (request: LoggedRequest) => void;
  /** Connections that end later are no longer written. */
  readonly close: () => void;
};

export function openRequestLog(file: string): RequestLog {
  const requests: LoggedRequest[] = [];
  let descriptor: number | undefined = openSync(file, "a", 0o600);
  return {
    requests,
    add: (request) => {
      requests.push(request);
      if (descriptor !== undefined) writeLine(descriptor, request);
    },
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

/** A full disk costs the line, not the server. */
function writeLine(descriptor: number, request: LoggedRequest): void {
  try {
    writeSync(descriptor, `${JSON.stringify(request)}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}
