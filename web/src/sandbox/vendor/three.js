import * as three from "three";
import * as orbit from "three/addons/controls/OrbitControls.js";

export const modules = {
  three,
  "three/addons/controls/OrbitControls.js": orbit,
  "three/addons/controls/OrbitControls": orbit,
  "three/examples/jsm/controls/OrbitControls.js": orbit,
  "three/examples/jsm/controls/OrbitControls": orbit,
};
