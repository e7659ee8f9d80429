declare module "virtual:vendors" {
  /** The address of each bundle that apps can ask for (vite.sandbox.ts). */
  export const files: Readonly<Record<string, string>>;
}
