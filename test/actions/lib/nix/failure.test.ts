import { describe, expect, test } from "@jest/globals";
import { classifyMessage, explainFailure, repeatMessage } from "../../../../actions/lib/nix/failure.ts";

const drv = "/nix/store/adp9m5vqx651nyq8y0hp8dqhryvj94a2-thing-1.0.drv";
const out = "/nix/store/2gflkh5yf8wll8cz2l84lj1wwx31zjb0-thing-1.0";
const want = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const got = "sha256-1pCRbN6jIOYgdIeZogUaD04H1tDD4rwZnqPGngwLXk8=";

describe("messages by class and version", () => {
  test.each([
    [
      "2.3 hash mismatch names the output",
      `hash mismatch in fixed-output derivation '${out}':\n  wanted: sha256:0000\n  got:    sha256:1111`,
      { class: "hash-mismatch", path: out, wantedHash: "sha256:0000", gotHash: "sha256:1111" },
    ],
    [
      "2.4 and later hash mismatch",
      `error: hash mismatch in fixed-output derivation '${drv}':\n         specified: ${want}\n            got:    ${got}`,
      { class: "hash-mismatch", path: drv, wantedHash: want, gotHash: got },
    ],
    [
      "2.32 hash mismatch of a content that is in the store already",
      `error: hash mismatch in fixed-output derivation '${drv}':\n         specified: ${want}`,
      {
        class: "hash-mismatch",
        path: drv,
        wantedHash: want,
        reason: expect.stringContaining("does not tell"),
      },
    ],
    [
      "Lix hash mismatch",
      `error: hash mismatch in fixed-output derivation '${drv}':\n        likely URL: https://example.org/a b.tar.gz\n         specified: ${want}\n               got: ${got}\n     expected path: ${out}\n          got path: ${out}`,
      { class: "hash-mismatch", path: drv, wantedHash: want, gotHash: got },
    ],
    [
      "builtins.fetchurl",
      "error: hash mismatch in file downloaded from 'https://example.org/x':\n  specified: sha256:0000\n  got:       sha256:1111",
      { class: "hash-mismatch", gotHash: "sha256:1111" },
    ],
    [
      "flake input before 2.24",
      "error: NAR hash mismatch in input 'github:a/b' (/nix/store/x-source), expected 'sha256-a', got 'sha256-b'",
      { class: "hash-mismatch", reason: "flake input github:a/b is not what the lock file says" },
    ],
    [
      "flake input since 2.24, whose values may be swapped, offers no hash",
      "error: NAR hash mismatch in input 'github:a/b', expected 'sha256-a' but got none",
      { class: "hash-mismatch", reason: "flake input github:a/b is not what the lock file says" },
    ],
    [
      "2.3 builder exit, with its log",
      `builder for '${drv}' failed with exit code 2; last 2 log lines:\n  one\n  No space left on device`,
      { class: "builder-failed", path: drv, exitCode: 2, quotedLog: ["one", "No space left on device"] },
    ],
    [
      "2.8 and 2.26, of a file that is not registered",
      `error: cannot build missing derivation '${drv}'`,
      { class: "evaluation", path: drv },
    ],
    [
      "2.34, of a file that is not registered",
      `error: failed to obtain derivation of '${drv}'`,
      { class: "evaluation", path: drv },
    ],
    [
      "2.8 builder exit",
      `error: builder for '${drv}' failed with exit code 1`,
      { class: "builder-failed", path: drv, exitCode: 1, reason: "exited with code 1" },
    ],
    [
      "2.20 builder exit through a daemon: the log is not read as Nix's words",
      `error: builder for '${drv}' failed with exit code 1;\n       last 2 log lines:\n       > timed out after 5 seconds\n       > hash mismatch in fixed-output derivation '/x':\n       For full logs, run 'nix log ${drv}'.`,
      {
        class: "builder-failed",
        path: drv,
        quotedLog: ["timed out after 5 seconds", "hash mismatch in fixed-output derivation '/x':"],
      },
    ],
    [
      "2.34 builder exit",
      `error: Cannot build '${drv}'.\n       Reason: builder failed with exit code 7.\n       Output paths:\n         ${out}\n       Last 1 log lines:\n       > boom\n       For full logs, run:\n         nix log ${drv}`,
      { class: "builder-failed", path: drv, exitCode: 7, quotedLog: ["boom"] },
    ],
    [
      "2.8 signal",
      `error: builder for '${drv}' failed due to signal 11 (Segmentation fault)`,
      {
        class: "builder-failed",
        path: drv,
        signal: 11,
        reason: "was killed by signal 11 (Segmentation fault)",
      },
    ],
    [
      "2.34 signal",
      `error: Cannot build '${drv}'.\n       Reason: builder failed due to signal 9 (Killed).`,
      { class: "builder-failed", path: drv, signal: 9 },
    ],
    [
      "remote builder",
      `error: build of '${drv}' on 'ssh-ng://big' failed: builder for '${drv}' failed with exit code 3`,
      { class: "builder-failed", path: drv, exitCode: 3, machine: "ssh-ng://big" },
    ],
    [
      "disk full is told below the log",
      `error: builder for '${drv}' failed with exit code 1;\n       last 1 log lines:\n       > ok\n       For full logs, run 'nix log ${drv}'.\nnote: build failure may have been caused by lack of free disk space`,
      { class: "disk-full", path: drv, transient: true },
    ],
    [
      "disk full of Nix itself",
      "error: writing to file: No space left on device",
      { class: "disk-full", transient: true },
    ],
    [
      "2.8 no output",
      `error: builder for '${drv}' failed to produce output path for output 'dev' at '${out}'`,
      { class: "no-output", path: drv, reason: "did not make its output dev" },
    ],
    [
      "2.34 no output",
      `error: builder for '${drv}' failed to produce output path for output 'out' at "${out}"`,
      { class: "no-output", path: drv },
    ],
    [
      "2.3 no output",
      `builder for '${drv}' failed to produce output path '${out}'`,
      { class: "no-output", path: drv, reason: `did not make its output ${out}` },
    ],
    [
      "2.8 timeout",
      `error: building of '${drv}!*' from .drv file timed out after 5 seconds`,
      { class: "timeout", path: drv, limit: 5, reason: "ran longer than 5 seconds" },
    ],
    [
      "2.26 silence",
      `error: building of '${drv}^out,dev' from .drv file timed out after 3 seconds of silence`,
      { class: "timeout", path: drv, limit: 3, reason: "was silent for 3 seconds" },
    ],
    ["2.34 timeout names nobody", "error: timed out after 5 seconds", { class: "timeout", limit: 5 }],
    [
      "2.8 log limit",
      `error: building of '${drv}!*' from .drv file killed after writing more than 3000 bytes of log output`,
      { class: "log-limit", path: drv },
    ],
    [
      "2.34 log limit",
      `error: building derivation '${drv}' killed after writing more than 3000 bytes of log output`,
      { class: "log-limit", path: drv },
    ],
    [
      "2.8 system",
      `error: a 'riscv64-linux' with features {} is required to build '${drv}', but I am a 'x86_64-linux' with features {kvm}`,
      { class: "unsupported-system", path: drv, system: "riscv64-linux" },
    ],
    [
      "2.31 system",
      `error: Cannot build '${drv}'.\n       Reason: required system or feature not available\n       Required system: 'riscv64-linux' with features {}\n       Current system: 'x86_64-linux' with features {kvm}`,
      { class: "unsupported-system", path: drv, system: "riscv64-linux" },
    ],
    [
      "2.34 system",
      `error: Cannot build '${drv}'.\n       Reason: platform mismatch\n       Required system: 'riscv64-linux'\n       Current system: 'x86_64-linux'`,
      { class: "unsupported-system", path: drv, system: "riscv64-linux" },
    ],
    [
      "2.34 feature",
      `error: Cannot build '${drv}'.\n       Reason: missing system features\n       Required features: {kvm}\n       Available features: {}`,
      { class: "unsupported-system", path: drv, reason: "needs the system features {kvm}" },
    ],
    [
      "2.8 dependency",
      `error: 2 dependencies of derivation '${drv}' failed to build`,
      { class: "dependency-failed", path: drv },
    ],
    [
      "2.34 dependency",
      `error: Cannot build '${drv}'.\n       Reason: 1 dependency failed.\n       Output paths:\n         ${out}`,
      { class: "dependency-failed", path: drv },
    ],
    [
      "2.3 dependency",
      `cannot build derivation '${drv}': 3 dependencies couldn't be built`,
      { class: "dependency-failed", path: drv },
    ],
    [
      "nixpkgs, old broken",
      "error: Package ‘x-1’ in /f.nix:3 is marked as broken, refusing to evaluate.",
      { class: "broken" },
    ],
    [
      "nixpkgs, new broken",
      "error: Refusing to evaluate package 'x' in f.nix:3 because it has problems:\n - broken: This",
      { class: "broken" },
    ],
    [
      "nixpkgs, unfree",
      "error: Package ‘x’ in f.nix:1 has an unfree license (‘bsl11’), refusing",
      { class: "unfree", reason: "has the unfree license bsl11" },
    ],
    [
      "nixpkgs, insecure",
      "error: Package ‘x’ in f.nix:1 is marked as insecure, refusing to evaluate.",
      { class: "insecure" },
    ],
    [
      "nixpkgs, platform",
      "error: Package ‘x’ in f.nix:1 is not available on the requested hostPlatform:",
      { class: "unsupported-system" },
    ],
    [
      "substitution broke off",
      `error: some substitutes for the outputs of derivation '${drv}' failed (usually happens due to networking issues); try '--fallback' to build derivation from source `,
      { class: "network", path: drv, transient: true },
    ],
    [
      "HTTP status that may pass",
      "error: unable to download 'https://c/x.narinfo': HTTP error 503 ('')",
      { class: "network", transient: true },
    ],
    [
      "HTTP status that stays",
      "error: unable to download 'https://c/x.tar.gz': HTTP error 404",
      { class: "network", transient: false },
    ],
    [
      "curl",
      "warning: unable to download 'https://c/nix-cache-info': Couldn't resolve host name (6)",
      { class: "network", transient: true },
    ],
    [
      "the daemon died",
      "error: Nix daemon disconnected unexpectedly (maybe it crashed?)",
      { class: "cancelled" },
    ],
    [
      "not deterministic",
      `error: derivation '${drv}' may not be deterministic: output '${out}' differs`,
      { class: "builder-failed", path: drv },
    ],
  ])("%s", (_, text, expected) => {
    expect(classifyMessage(text)).toMatchObject(expected);
  });

  test("a flake input's mismatch never offers a hash", () => {
    const finding = classifyMessage(
      "error: NAR hash mismatch in input 'github:a/b', expected 'sha256-a' but got 'sha256-b'",
    );
    expect(finding).not.toHaveProperty("gotHash");
  });

  test.each([
    `error: build of '${drv}', '${drv}' failed`,
    `error: build of '${drv}' failed`,
    "warning: unable to download 'https://c/x': Couldn't connect to server (7); retrying in 312 ms",
    "these 2 derivations will be built:",
    "warning: you did not specify '--add-root'",
  ])("%s is no failure", (text) => {
    expect(classifyMessage(text)).toBeUndefined();
  });
});

describe("the log adds to it", () => {
  const exit = (code: number) =>
    ({ class: "builder-failed", path: drv, exitCode: code, reason: `exited with code ${code}` }) as const;
  const explain = (finding: Parameters<typeof explainFailure>[1], tail: string[], fixedOutput = false) =>
    explainFailure(drv, finding, { tail, fixedOutput });

  test("the last line that names a fault is told", () => {
    const cause = explain(exit(2), [
      "cc -c a.c",
      "a.c:3: error: 'x' undeclared",
      "make: *** [a.o] Error 1",
      "",
    ]);
    expect(cause).toMatchObject({
      class: "builder-failed",
      explanation: "builder for thing-1.0 exited with code 2: a.c:3: error: 'x' undeclared",
      transient: false,
      certain: true,
    });
  });

  test("without a log there is no colon", () => {
    expect(explain(exit(2), []).explanation).toBe("builder for thing-1.0 exited with code 2");
  });

  test("a remote builder is named", () => {
    expect(explain({ ...exit(2), machine: "ssh-ng://big" }, []).explanation).toBe(
      "builder for thing-1.0 on ssh-ng://big exited with code 2",
    );
  });

  test.each([
    ["curl: (6) Could not resolve host: example.org", true],
    ["fatal: unable to access 'https://example.org/': Failed to connect to example.org port 443", true],
    ["curl: (22) The requested URL returned error: 503", true],
    ["curl: (22) The requested URL returned error: 404", false],
    ["error: cannot download source from any mirror", false],
  ])("a fetch that ends with %j is a network failure, transient: %s", (line, transient) => {
    expect(explain(exit(1), [line], true)).toMatchObject({ class: "network", transient });
    expect(explain(exit(1), [line], false)).toMatchObject({ class: "builder-failed", transient: false });
  });

  test("a status outweighs the mirrors that were all tried", () => {
    const tail = [
      "curl: (22) The requested URL returned error: 502",
      "error: cannot download x from any mirror",
    ];
    expect(explain(exit(1), tail, true).transient).toBe(true);
  });

  test.each([
    [{ ...exit(137) }, []],
    [
      { class: "builder-failed", path: drv, signal: 9, reason: "was killed by signal 9 (Killed)" } as const,
      [],
    ],
    [{ ...exit(1) }, ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"]],
    [{ ...exit(2) }, ["c++: fatal error: Killed signal terminated program cc1plus"]],
  ])("memory ran out: %j %j", (finding, tail) => {
    expect(explain(finding, tail as string[])).toMatchObject({ class: "out-of-memory", transient: true });
  });

  test("other signals are the builder's own", () => {
    const finding = {
      class: "builder-failed",
      path: drv,
      signal: 11,
      reason: "was killed by signal 11",
    } as const;
    expect(explain(finding, []).class).toBe("builder-failed");
  });

  test("the disk of the build folder counts too", () => {
    expect(explain(exit(1), ["cp: error writing 'x': No space left on device"])).toMatchObject({
      class: "disk-full",
      transient: true,
    });
  });

  test("the log that Nix quotes serves when none was streamed", () => {
    const cause = explain({ ...exit(1), quotedLog: ["error: quoted"] }, []);
    expect(cause).toMatchObject({
      logTail: ["error: quoted"],
      explanation: expect.stringContaining("error: quoted"),
    });
  });
});

test("an unknown reason is passed on, first line only, and not as certain", () => {
  expect(repeatMessage(drv, "error: changing owner of '/x'\nsecond", [])).toMatchObject({
    class: "builder-failed",
    explanation: "thing-1.0 was not built: changing owner of '/x'",
    certain: false,
  });
});
