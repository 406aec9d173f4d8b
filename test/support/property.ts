/**
 * fast-check as the suites use it. Each run tries other values; where NUR_CI_SEED is set it is the same ones, so that a change is
 * not refused for a find that is not its own. A failure prints its seed and its path.
 */

import fc from "fast-check";

const { NUR_CI_SEED: seed = "" } = process.env;
if (seed !== "") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

export { fc };
