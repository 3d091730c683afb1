import { admin } from "./en/admin";
import { change } from "./en/change";
import { common } from "./en/common";
import { desk } from "./en/desk";
import { files } from "./en/files";
import { law } from "./en/law";
import { library } from "./en/library";

export default { ...common, ...change, ...desk, ...files, ...law, ...library, ...admin };
