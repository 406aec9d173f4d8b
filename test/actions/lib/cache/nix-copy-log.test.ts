import { expect, test } from "@jest/globals";
import { explainNixFailure, isComplaint } from "../../../../actions/lib/cache/nix-copy-log.ts";

const store = { kind: "nix-copy", text: "ssh-ng://there", name: "ssh-ng-there" } as const;
const leaf = "/nix/store/sq2i2z1wsn5shr9xk7njdrdqspx6wk4p-leaf";
const last = "error: cannot open connection to remote store 'ssh-ng://there': error: unexpected end-of-file";

/** As Nix 2.8 and 2.34, OpenSSH 9.2 and moto 5.2 said it. The line quoted is the one that tells. */
test.each([
  ["no key", ["me@there: Permission denied (publickey).", last], "cache-refused", 0],
  [
    "a machine nobody knows",
    [
      "No ED25519 host key is known for there and you have requested strict checking.",
      "Host key verification failed.",
      last,
    ],
    "cache-refused",
    1,
  ],
  [
    "nobody listens",
    ["ssh: connect to host there port 22: Connection refused", last],
    "cache-unreachable",
    0,
  ],
  [
    "no such machine",
    ["ssh: Could not resolve hostname there: Name or service not known", last],
    "cache-unreachable",
    0,
  ],
  ["no Nix there", ["sh: 1: nix-daemon: not found", last], "tool-missing", 0],
  ["no Nix there, by bash", ["bash: line 1: nix-daemon: command not found", last], "tool-missing", 0],
  [
    "no ssh here",
    [
      "\u001b[31;1merror:\u001b[0m unable to execute '\u001b[35;1mssh\u001b[0m': No such file or directory",
      last,
    ],
    "tool-missing",
    "error: unable to execute 'ssh': No such file or directory",
  ],
  [
    "no ssh here, by newer Nix",
    [
      "\u001b[31;1merror:\u001b[0m Could not find executable '\u001b[35;1mssh\u001b[0m'",
      "error: failed to start SSH connection to 'there'",
    ],
    "tool-missing",
    "error: Could not find executable 'ssh'",
  ],
  ["no s3 here", ["error: don't know how to open Nix store 's3://b'"], "tool-missing", 0],
  [
    "no bucket",
    [
      "error: unable to upload 'http://127.0.0.1:1/b/nix-cache-info': HTTP error 404",
      "",
      "       response body:",
      "",
      "       <Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>",
    ],
    "cache-missing",
    0,
  ],
  [
    "a bucket of others",
    ["error: unable to download 'http://127.0.0.1:1/b/nix-cache-info': HTTP error 403"],
    "cache-refused",
    0,
  ],
  ["something new", ["error: the moon is full"], "push-failed", 0],
])("%s", (_name, lines, code, telling) => {
  const problem = explainNixFailure(store, lines, undefined);
  const line = typeof telling === "number" ? lines[telling] : telling;
  expect(problem).toMatchObject({ code, what: expect.stringContaining(JSON.stringify(line)) });
});

test("a path is told its own line before that of another, and progress is no complaint", () => {
  const lines = [
    `error: cannot add path '${leaf}' because it lacks a valid signature`,
    "error: HTTP error 503",
  ];
  expect(explainNixFailure(store, lines, leaf)).toMatchObject({
    code: "cache-refused",
    what: expect.stringContaining(leaf),
  });
  expect(isComplaint(`copying path '${leaf}' to 'ssh-ng://there'...`)).toBe(false);
});
