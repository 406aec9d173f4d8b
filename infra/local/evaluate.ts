/**
 * Runs the Pulumi program without an engine: Pulumi's own Node host registers resources with a monitor that only writes
 * down what it is told. It creates nothing, reads no state and asks no provider.
 */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import { execa } from "execa";
import { answerable, answerNothing, listen, type Unary } from "../grpc.ts";

export type Evaluation = {
  /** Absolute path of the program's main file. */
  readonly program: string;
  readonly project: string;
  readonly stack: string;
  /** With the namespace; values as Pulumi hands them over, objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** Of the program's process, secrets of the stack included. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
};

export type Registration = {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
};

export type Evaluated =
  | { readonly ok: true; readonly registrations: readonly Registration[] }
  /** What the program said in its last error. */
  | { readonly ok: false; readonly error: string };

export async function evaluateProgram(evaluation: Evaluation): Promise<Evaluated> {
  const registrations: Registration[] = [];
  const errors: string[] = [];
  const server = createMonitor(evaluation, registrations, errors);
  const address = `127.0.0.1:${await listen(server)}`;
  try {
    const { exitCode, stderr } = await runProgram(evaluation, address);
    if (exitCode === 0 && errors.length === 0) return { ok: true, registrations };
    return { ok: false, error: errors.at(-1) ?? stderr };
  } finally {
    server.forceShutdown();
  }
}

function createMonitor(evaluation: Evaluation, registrations: Registration[], errors: string[]): grpc.Server {
  const server = new grpc.Server();
  const urnOf = (type: string, name: string): string =>
    `urn:pulumi:${evaluation.stack}::${evaluation.project}::${type}::${name}`;
  let root = "";

  const registerResource: Unary<
    InstanceType<typeof resource.RegisterResourceRequest>,
    InstanceType<typeof resource.RegisterResourceResponse>
  > = ({ request }, answer) => {
    registrations.push({
      type: request.getType(),
      name: request.getName(),
      parent: request.getParent(),
      inputs: (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
      protect: request.getProtect() === true,
      retainOnDelete: request.getRetainondelete() === true,
    });
    const response = new resource.RegisterResourceResponse();
    response.setUrn(urnOf(request.getType(), request.getName()));
    response.setId(request.getCustom() ? request.getName() : "");
    response.setObject(request.getObject());
    answer(null, response);
  };

  server.addService(answerable(ResourceMonitorService), {
    supportsFeature: (({ request }, answer) => {
      const response = new resource.SupportsFeatureResponse();
      response.setHassupport(request.getId() === "secrets");
      answer(null, response);
    }) as Unary<
      InstanceType<typeof resource.SupportsFeatureRequest>,
      InstanceType<typeof resource.SupportsFeatureResponse>
    >,
    registerResource,
    registerResourceOutputs: answerNothing,
    signalAndWaitForShutdown: answerNothing,
  });
  server.addService(answerable(EngineService), {
    log: (({ request }, answer) => {
      if (request.getSeverity() === engine.LogSeverity.ERROR) errors.push(request.getMessage());
      answer(null, undefined);
    }) as Unary<InstanceType<typeof engine.LogRequest>, undefined>,
    getRootResource: ((_call, answer) => {
      const response = new engine.GetRootResourceResponse();
      response.setUrn(root);
      answer(null, response);
    }) as Unary<unknown, InstanceType<typeof engine.GetRootResourceResponse>>,
    setRootResource: (({ request }, answer) => {
      root = request.getUrn();
      answer(null, new engine.SetRootResourceResponse());
    }) as Unary<
      InstanceType<typeof engine.SetRootResourceRequest>,
      InstanceType<typeof engine.SetRootResourceResponse>
    >,
  });
  return server;
}

async function runProgram(
  { program, project, stack, config, environment, signal }: Evaluation,
  address: string,
): Promise<{ exitCode: number | undefined; stderr: string }> {
  const host = join(dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi")), "cmd/run");
  const names = ["--project", project, "--stack", stack, "--organization", "organization"];
  const servers = ["--monitor", address, "--engine", address, "--pwd", dirname(program)];
  const args = [host, ...names, ...servers, "--parallel", "16", "--dry-run", "true", program];
  const child = await execa(process.execPath, args, {
    cwd: dirname(program),
    env: { ...environment, PULUMI_CONFIG: JSON.stringify(config), PULUMI_NODEJS_TYPESCRIPT: "false" },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  return { exitCode: child.exitCode, stderr: child.stderr };
}
