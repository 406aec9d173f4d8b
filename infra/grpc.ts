/** The little that our gRPC servers share: a typed handler, answers that may be nothing, and a port on the loopback interface. */

import * as grpc from "@grpc/grpc-js";

export type Unary<Request, Response> = (
  call: grpc.ServerUnaryCall<Request, Response>,
  answer: grpc.sendUnaryData<Response>,
) => void;

export const answerNothing: Unary<unknown, undefined> = (_call, answer) => answer(null, undefined);

/** The service with answers that may be nothing: an empty message is no bytes, whatever its type. */
export function answerable(service: grpc.ServiceDefinition): grpc.ServiceDefinition {
  const methods = Object.entries(service).map(([name, method]) => {
    const responseSerialize = (response: unknown): Buffer =>
      response === undefined ? Buffer.alloc(0) : method.responseSerialize(response);
    return [name, { ...method, responseSerialize }];
  });
  return Object.fromEntries(methods) as grpc.ServiceDefinition;
}

/** A free port of 127.0.0.1. */
export function listen(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}
