import * as react from "react";
import * as dom from "react-dom";
import * as client from "react-dom/client";
import * as runtime from "react/jsx-runtime";

export const modules = { react, "react/jsx-runtime": runtime, "react-dom": dom, "react-dom/client": client };
