import * as d3 from "d3";

export const modules = { d3 };
