import * as plot from "@observablehq/plot";

export const modules = { "@observablehq/plot": plot };
