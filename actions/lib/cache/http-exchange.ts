/**
 * One request and the head of its answer, over connections that are kept. Not `fetch`: its streams and copies cost half of
 * the memory and time of a push of many small paths. It follows redirects of GET and HEAD, and of nothing else.
 */

import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";

type Ask = (target: URL, options: RequestOptions) => ClientRequest;

/** Made for the first request: `node:http` takes as long to load as all the rest of an action (it brings WebSocket along). */
export type Connections = () => Promise<{ readonly plain: Ask; readonly secure: Ask }>;

export type Question = {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
};

export type Exchange = {
  readonly answer: Promise<IncomingMessage>;
  /** Cuts the connection, and with it the answer that is being read. */
  readonly cut: () => void;
};

const mostRedirects = 5;

/** Idle connections do not keep the process alive. */
export function openConnections(): Connections {
  let opened: ReturnType<Connections> | undefined;
  return () => {
    opened ??= connect();
    return opened;
  };
}

async function connect(): ReturnType<Connections> {
  const settings = { keepAlive: true, maxSockets: 64, maxFreeSockets: 64 };
  const [http, https] = await Promise.all([import("node:http"), import("node:https")]);
  const [plain, secure] = [new http.Agent(settings), new https.Agent(settings)];
  return {
    plain: (target, options) => http.request(target, { ...options, agent: plain }),
    secure: (target, options) => https.request(target, { ...options, agent: secure }),
  };
}

export function exchange(question: Question, connections: Connections): Exchange {
  let cut = (): void => undefined;
  let isCut = false;
  const ask = async (asked: Question, hops: number): Promise<IncomingMessage> => {
    const opened = await connections();
    if (isCut) throw new Error("cut before it began");
    const { answer, cut: end } = askOnce(asked, opened);
    cut = end;
    const response = await answer;
    const next = hops < mostRedirects ? redirected(asked, response) : undefined;
    if (next === undefined) return response;
    response.resume();
    return ask(next, hops + 1);
  };
  return {
    answer: ask(question, 0),
    cut: () => {
      isCut = true;
      cut();
    },
  };
}

function askOnce(
  { method, url, headers, body }: Question,
  { plain, secure }: Awaited<ReturnType<Connections>>,
): Exchange {
  const target = new URL(url);
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const send = target.protocol === "https:" ? secure : plain;
  const request = send(target, { method, headers: { ...headers, ...length } });
  let response: IncomingMessage | undefined;
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", (incoming) => {
      response = incoming;
      resolve(incoming);
    });
    // Also after an early answer to a large body: the answer counts then.
    request.on("error", reject);
  });
  request.end(body);
  return {
    answer,
    cut: () => {
      request.destroy();
      response?.destroy();
    },
  };
}

function redirected(asked: Question, { statusCode = 0, headers }: IncomingMessage): Question | undefined {
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined;
  if (!isRedirect || (asked.method !== "GET" && asked.method !== "HEAD")) return undefined;
  const target = new URL(headers.location ?? "", asked.url);
  if (target.protocol !== "http:" && target.protocol !== "https:") return undefined;
  const { authorization: _, ...others } = asked.headers;
  // Credentials are for whom they were given to.
  const isSame = target.origin === new URL(asked.url).origin;
  return { ...asked, url: target.href, headers: isSame ? asked.headers : others };
}
