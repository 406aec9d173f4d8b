/** Lines of a stream of text as they come. Nothing is put together twice, however long a line is. */

import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/**
 * Without the newline, and without a carriage return before it. To be called when the stream has ended: the returned function
 * tells the last line, if no newline ended it.
 *
 * By events and not by an iterator: of a build's log every line wakes the process, and an iterator takes twice the processor time.
 */
export function onEachLine(stream: Readable, tell: (line: string) => void): () => void {
  const decoder = new StringDecoder("utf8");
  let begun = "";
  const take = (text: string): void => {
    const end = text.lastIndexOf("\n");
    if (end < 0) {
      begun += text;
      return;
    }
    const lines = `${begun}${text.slice(0, end)}`.split("\n");
    begun = text.slice(end + 1);
    for (const line of lines) tell(line.endsWith("\r") ? line.slice(0, -1) : line);
  };
  stream.on("data", (chunk: Buffer) => take(decoder.write(chunk)));
  return () => {
    take(decoder.end());
    if (begun !== "") tell(begun);
    begun = "";
  };
}
