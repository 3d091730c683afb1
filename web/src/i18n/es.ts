import { common } from "./es/common";
import { desk } from "./es/desk";

export default { ...common, ...desk };
