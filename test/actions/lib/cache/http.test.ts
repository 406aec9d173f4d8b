import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { bodyText, type HttpSettings, openHttp } from "../../../../actions/lib/cache/http.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers with each status in turn, the last one for ever. */
function script(...steps: readonly (readonly [number, Record<string, string>?, string?])[]): RequestListener {
  let at = 0;
  return (request, response) => {
    const [status, headers = {}, body = ""] = steps[Math.min(at++, steps.length - 1)] ?? [500];
    request.resume().on("end", () => response.writeHead(status, headers).end(body));
  };
}

function open(settings: Partial<HttpSettings> = {}) {
  const pauses: number[] = [];
  const wait = async (milliseconds: number) => void pauses.push(milliseconds);
  return { http: openHttp({ wait, random: () => 0.5, ...settings }), pauses };
}

const { signal } = new AbortController();

describe("tries again", () => {
  test("after a 500, and gives the answer that came", async () => {
    const { http, pauses } = open();
    const reply = await http.send({
      method: "GET",
      url: await serve(script([500], [200, {}, "fine"])),
      signal,
    });
    expect(reply).toMatchObject({ kind: "answer", status: 200, attempts: 2 });
    expect(reply.kind === "answer" && bodyText(reply)).toBe("fine");
    expect(pauses).toEqual([500]);
    expect(http.tally).toEqual({ requests: 2, retries: 1, bytesOut: 0, bytesIn: 4 });
  });

  test("as late as the server asks, but not later than two minutes", async () => {
    const { http, pauses } = open();
    const url = await serve(script([429, { "retry-after": "9" }], [503, { "retry-after": "99999" }], [200]));
    expect(await http.send({ method: "POST", url, body: "x", signal })).toMatchObject({
      status: 200,
      attempts: 3,
    });
    expect(pauses).toEqual([9000, 120_000]);
  });

  test("five times in all, then hands over the last answer", async () => {
    const { http, pauses } = open();
    const reply = await http.send({ method: "GET", url: await serve(script([502])), signal });
    expect(reply).toMatchObject({ kind: "answer", status: 502, attempts: 5 });
    expect(pauses).toEqual([500, 1000, 2000, 4000]);
  });

  test.each([400, 401, 403, 404, 413])("not after %d", async (status) => {
    const { http } = open();
    const reply = await http.send({ method: "GET", url: await serve(script([status])), signal });
    expect(reply).toMatchObject({ status, attempts: 1 });
  });
});

describe("never throws, and says why", () => {
  test("nobody listens", async () => {
    const { http } = open();
    const url = await serve(script([200]));
    for (const server of servers.splice(0)) server.close();
    expect(await http.send({ method: "GET", url, signal })).toEqual({
      kind: "silence",
      reason: "connection refused",
      attempts: 5,
    });
  });

  test("the connection is cut", async () => {
    const { http } = open();
    const url = await serve((request) => request.socket.destroy());
    const reply = await http.send({ method: "GET", url, signal });
    expect(reply).toMatchObject({
      kind: "silence",
      reason: expect.stringMatching(/^connection (lost|reset)$/),
    });
  });

  test("the answer breaks off", async () => {
    const { http } = open();
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-length": "10" }).write("half!");
      setImmediate(() => response.destroy());
    });
    expect(await http.send({ method: "GET", url, signal })).toMatchObject({ kind: "silence", attempts: 5 });
  });

  test("nothing comes in time", async () => {
    const { http } = open({ timeoutMs: 30 });
    const reply = await http.send({ method: "GET", url: await serve(() => undefined), signal });
    expect(reply).toEqual({ kind: "silence", reason: "no answer in time", attempts: 5 });
  });

  test("drops fall one by one", async () => {
    const { http } = open({ timeoutMs: 60 });
    const url = await serve((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 10);
      response.on("close", () => clearInterval(drip));
    });
    expect(await http.send({ method: "GET", url, signal })).toMatchObject({ reason: "no answer in time" });
  });

  test("the job is cancelled while it waits", async () => {
    const controller = new AbortController();
    const { http } = open({
      wait: async (_milliseconds, waiting) => {
        controller.abort();
        waiting.throwIfAborted();
      },
    });
    const reply = await http.send({
      method: "GET",
      url: await serve(script([500])),
      signal: controller.signal,
    });
    expect(reply).toMatchObject({ status: 500, attempts: 1 });
    expect(
      await http.send({ method: "GET", url: "http://127.0.0.1:9", signal: controller.signal }),
    ).toMatchObject({
      kind: "silence",
      reason: "cancelled",
    });
  });
});

test("a cancel ends the request that is under way", async () => {
  const controller = new AbortController();
  const { http } = open();
  const url = await serve(() => controller.abort());
  const reply = await http.send({ method: "GET", url, signal: controller.signal });
  expect(reply).toEqual({ kind: "silence", reason: "cancelled", attempts: 1 });
});

test("a redirected POST is not turned into a GET", async () => {
  const { http } = open();
  const url = await serve(script([302, { location: "/elsewhere" }], [200]));
  expect(await http.send({ method: "POST", url, body: "x", signal })).toMatchObject({ status: 302 });
});

test("a body is read to its limit and no further", async () => {
  const { http } = open();
  const url = await serve((_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (response.write(Buffer.alloc(65_536)));
    };
    response.on("drain", more);
    more();
  });
  const reply = await http.send({ method: "GET", url, signal, bodyLimit: 100_000 });
  expect(reply.kind === "answer" && reply.body.length).toBeLessThan(1_000_000);
});
