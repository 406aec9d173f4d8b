// Tests run the very source that ships: types are stripped by Node, nothing is compiled.
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/test/support/strip-types.mjs" },
  globalSetup: "<rootDir>/test/support/make-temporary.mjs",
  globalTeardown: "<rootDir>/test/support/remove-temporary.mjs",
  randomize: true,
  testTimeout: 60_000,
};
