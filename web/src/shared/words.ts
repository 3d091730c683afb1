/** The closed lists of the product. Their words in a language are in i18n. */
export const channels = ["phone", "email", "chat", "web", "sms", "letter", "in person"] as const;
export const priorities = ["low", "normal", "high", "urgent"] as const;
export const states =
  "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split(
    " ",
  );
