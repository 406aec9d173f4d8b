import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  type LocalOptions,
  type LocalServers,
  parseLocalOptions,
  startLocal,
} from "../../../infra/local/local.ts";

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "nur-ci-local-"));
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

describe("the local servers", () => {
  const opened: LocalServers[] = [];

  /** Closed after the test, whatever became of it: a server that listens keeps the test run alive. */
  async function open(options: Partial<LocalOptions> = {}): Promise<LocalServers> {
    const started = await startLocal({ state, ...options });
    if (!started.ok) throw new Error("refused", { cause: started.problems });
    opened.push(started.value);
    return started.value;
  }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ close }) => close()));
  });

  test("keep their addresses and tokens from one start to the next", async () => {
    const read = async () => {
      const { github, cachix, tokensFile, close } = await open();
      await close();
      return [github.url, github.token, cachix.url, cachix.caches, readFileSync(tokensFile, "utf8")];
    };
    expect(await read()).toEqual(await read());
  });

  test("tokens are in a file for its owner only", async () => {
    const { github, cachix, tokensFile } = await open();
    expect(statSync(tokensFile).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(tokensFile, "utf8"))).toEqual({
      github: github.token,
      cachix: { sample: cachix.caches[0]?.token },
    });
  });

  test("a remembered port that somebody took meanwhile is replaced, one that is asked for is not", async () => {
    const first = await open();
    await first.close();
    const other = createServer().listen(first.github.port, "127.0.0.1");
    await once(other, "listening");
    const second = await open();
    expect(second.github.port).not.toBe(first.github.port);
    await second.close();
    await expect(open({ githubPort: first.github.port })).rejects.toMatchObject({
      cause: [{ code: "port-taken" }],
    });
    other.close();
  });

  test("two on one folder are refused, and the first goes on; when it has ended the folder is free", async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      cause: [
        {
          code: "state-locked",
          what: `process ${process.pid} works with this folder`,
          fix: expect.any(String),
        },
      ],
    });
    expect((await fetch(first.cachix.url)).status).toBeLessThan(500);
    await first.close();
    await open();
  });

  test.each(["0x10", "70000", "", "-1", "80;"])("%j is no port", (text) => {
    const parsed = parseLocalOptions({ "cachix-port": text });
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([
      { code: "input-invalid", where: "--cachix-port", what: `${JSON.stringify(text)} is not a port` },
    ]);
  });
});

describe("the process", () => {
  const children: ChildProcess[] = [];
  const start = (...args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, ["infra/local/main.ts", "--state", state, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    children.push(child);
    return child;
  };

  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  async function firstLine(child: ChildProcess): Promise<string> {
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) return line;
    return "";
  }

  test.each(["SIGTERM", "SIGINT"] as const)(
    "prints one line without tokens, and ends cleanly on %s",
    async (signal) => {
      const child = start();
      const ready = JSON.parse(await firstLine(child));
      expect(ready).toEqual({
        github: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/), owner: "local" },
        cachix: {
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
          caches: [
            { name: "sample", readUrl: expect.any(String), publicKey: expect.stringMatching(/^sample-1:/) },
          ],
        },
        tokensFile: join(state, "tokens.json"),
      });
      expect((await fetch(`${ready.github.url}api/v3/user`)).status).toBe(401);
      child.kill(signal);
      expect(await once(child, "exit")).toEqual([0, null]);
    },
  );

  test("ends with its standard input when it is asked to", async () => {
    const child = start("--until-stdin-closes");
    await firstLine(child);
    child.stdin?.end();
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("an option it does not know is bad usage", async () => {
    const child = start("--colour", "red");
    let text = "";
    child.stderr?.on("data", (chunk) => {
      text += chunk;
    });
    expect(await once(child, "close")).toEqual([2, null]);
    expect(text).toBe(
      "nur-ci local: error[option-unknown]: unknown option '--colour'\n  fix: nur-ci local [--github-port PORT] [--cachix-port PORT] [--state DIR] [--until-stdin-closes]\n",
    );
  });
});
