/** Our provider as the engine sees it: Pulumi's resource-provider protocol over the kinds below. It deletes nothing. */

import { isDeepStrictEqual } from "node:util";
import * as grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { type JsonRecord, openGithubApi } from "../github-api.ts";
import { answerable, answerNothing, type Unary } from "../grpc.ts";
import { environmentReviewers } from "./environment-reviewers.ts";
import type { Kind, Place } from "./kind.ts";
import { label } from "./label.ts";
import { pullRequest } from "./pull-request.ts";

type Message<Name extends keyof typeof messages> = InstanceType<(typeof messages)[Name]>;
type Struct = InstanceType<typeof struct.Struct>;

const kinds: Readonly<Record<string, Kind>> = {
  "nur-ci:github:EnvironmentReviewers": environmentReviewers,
  "nur-ci:github:Label": label,
  "nur-ci:github:PullRequest": pullRequest,
};

export function createProvider(): grpc.Server {
  let place: Place | undefined;
  const configured = (): Place => {
    if (place === undefined) throw new Error("the provider was not configured");
    return place;
  };
  const server = new grpc.Server();
  server.addService(answerable(ResourceProviderService), {
    getPluginInfo,
    configure: (({ request }, answer) => {
      place = placeOf(Object.fromEntries(request.getVariablesMap().toObject(false)));
      const response = new messages.ConfigureResponse();
      response.setSupportspreview(true);
      answer(null, response);
    }) as Unary<Message<"ConfigureRequest">, Message<"ConfigureResponse">>,
    checkConfig: check,
    check,
    diffConfig: diffConfig,
    diff,
    create: answering<"CreateRequest", "CreateResponse">(async (request) => {
      const inputs = plain(request.getProperties());
      const kind = kindOf(request.getUrn());
      const outputs = request.getPreview() ? {} : await kind.apply(configured(), inputs, undefined);
      const response = new messages.CreateResponse();
      response.setId(request.getPreview() ? "" : kind.idOf(inputs));
      response.setProperties(wrap({ ...inputs, ...outputs }));
      return response;
    }),
    update: answering<"UpdateRequest", "UpdateResponse">(async (request) => {
      const inputs = plain(request.getNews());
      const before = plain(request.getOldInputs());
      const kind = kindOf(request.getUrn());
      const outputs = request.getPreview() ? {} : await kind.apply(configured(), inputs, before);
      const response = new messages.UpdateResponse();
      response.setProperties(wrap({ ...inputs, ...outputs }));
      return response;
    }),
    read: answering<"ReadRequest", "ReadResponse">(async (request) => {
      const response = new messages.ReadResponse();
      const live = await kindOf(request.getUrn()).read(configured(), plain(request.getInputs()));
      if (live === undefined) return response;
      response.setId(request.getId());
      response.setInputs(wrap(live.inputs));
      response.setProperties(wrap({ ...live.inputs, ...live.outputs }));
      return response;
    }),
    delete: answerNothing,
    cancel: answerNothing,
  });
  return server;
}

const getPluginInfo: Unary<unknown, InstanceType<typeof plugin.PluginInfo>> = (_call, answer) => {
  const response = new plugin.PluginInfo();
  response.setVersion("0.1.0");
  answer(null, response);
};

/** The program's plan is checked where it is made. */
const check: Unary<Message<"CheckRequest">, Message<"CheckResponse">> = ({ request }, answer) => {
  const response = new messages.CheckResponse();
  response.setInputs(request.getNews());
  answer(null, response);
};

/** Another token or address is no other provider: nothing is made anew for it. */
const diffConfig: Unary<Message<"DiffRequest">, Message<"DiffResponse">> = ({ request }, answer) => {
  const response = new messages.DiffResponse();
  const isSame = isDeepStrictEqual(plain(request.getOldInputs()), plain(request.getNews()));
  response.setChanges(
    isSame ? messages.DiffResponse.DiffChanges.DIFF_NONE : messages.DiffResponse.DiffChanges.DIFF_SOME,
  );
  answer(null, response);
};

const diff: Unary<Message<"DiffRequest">, Message<"DiffResponse">> = ({ request }, answer) => {
  const [before, after] = [plain(request.getOldInputs()), plain(request.getNews())];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const { identity } = kindOf(request.getUrn());
  const response = new messages.DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  response.setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList(changed);
  response.setReplacesList(changed.filter((name) => identity.includes(name)));
  answer(null, response);
};

function answering<Request extends keyof typeof messages, Response extends keyof typeof messages>(
  work: (request: Message<Request>) => Promise<Message<Response>>,
): Unary<Message<Request>, Message<Response>> {
  return ({ request }, answer) => {
    work(request).then(
      (response) => answer(null, response),
      (error: unknown) => answer({ code: grpc.status.UNKNOWN, details: (error as Error).message }),
    );
  };
}

/** Variables come as `nur-ci:config:NAME`. */
function placeOf(variables: Readonly<Record<string, string>>): Place {
  const variable = (name: string): string => variables[`nur-ci:config:${name}`] ?? "";
  const api = openGithubApi({ baseUrl: variable("baseUrl"), token: variable("token") });
  return { owner: variable("owner"), api };
}

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME` */
function kindOf(urn: string): Kind {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  const kind = kinds[type];
  if (kind === undefined) throw new Error(`${type} is no resource of this provider`);
  return kind;
}

function plain(value: Struct | undefined): JsonRecord {
  return (value?.toJavaScript() ?? {}) as JsonRecord;
}

function wrap(value: JsonRecord): Struct {
  return struct.Struct.fromJavaScript(value as Parameters<typeof struct.Struct.fromJavaScript>[0]);
}
