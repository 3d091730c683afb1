// In this order: a later sheet may override an earlier one.
import "./colours.css";
import "./base.css";
import "./parts.css";
import "./shell.css";
import "./layers.css";
import "./buttons.css";
import "./forms.css";
import "./tables.css";
