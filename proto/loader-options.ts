// How messages become objects, said once: the generated types and the loader at run time must agree.
export const loaderOptions = {
  keepCase: false, // camelCase in TypeScript
  longs: String, // int64 does not fit a double
  enums: String,
  defaults: true, // what is unset on the wire is there with its zero
  arrays: true,
  objects: false, // but an unset message is null
  oneofs: true,
}
