import { common } from "./en/common";
import { desk } from "./en/desk";

export default { ...common, ...desk };
