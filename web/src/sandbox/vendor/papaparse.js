import Papa from "papaparse";

export const modules = { papaparse: { ...Papa, default: Papa } };
