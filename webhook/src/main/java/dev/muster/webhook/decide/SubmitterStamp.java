package dev.muster.webhook.decide;

import dev.muster.scheduler.model.User;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Who submitted an AppWrapper is recorded in it, whatever its sender wrote there: whole in an
 * annotation, from which their rights are asked again when it is admitted, and shortened in two
 * labels, for people and for older clients.
 */
final class SubmitterStamp {
  static final String ANNOTATION = User.ANNOTATION;
  static final String USER = "workload.codeflare.dev/user";
  static final String USER_ID = "workload.codeflare.dev/userid";

  /** Bytes; annotations share a quarter of a megabyte. */
  private static final int LONGEST = 16 << 10;

  private static final int LONGEST_LABEL = 63;
  private static final Pattern NOT_IN_LABELS = Pattern.compile("[^-_.0-9A-Za-z]");

  private SubmitterStamp() {}

  static void add(User user, Additions additions) {
    additions.label(USER, label(user.name()));
    additions.label(USER_ID, label(user.uid()));
    additions.annotation(ANNOTATION, text(user));
  }

  /** Another webhook may have been at it since; and this one may not have been called. */
  static void check(User user, Wrapper wrapper, Problems problems) {
    var stamp = wrapper.annotation(ANNOTATION);
    if (Sizes.bytes(text(user)) > LONGEST) {
      problems.add(
          stamp, "you are in so many groups that they cannot be recorded; at most 16 KiB can");
    } else if (!text(user).equals(stamp.value())) {
      problems.add(
          stamp,
          "does not name who sends this; Muster's mutating webhook writes it, is it registered?");
    }
  }

  /** As far as a label can hold it. */
  private static String label(String text) {
    var cut = text.length() <= LONGEST_LABEL ? text : text.substring(0, LONGEST_LABEL);
    var clean = NOT_IN_LABELS.matcher(cut).replaceAll("_");
    int from = 0;
    int to = clean.length();
    while (from < to && "-_.".indexOf(clean.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && "-_.".indexOf(clean.charAt(to - 1)) >= 0) {
      to--;
    }
    return clean.substring(from, to);
  }

  /** The same user always gives the same text. */
  static String text(User user) {
    var json = new JsonObject();
    json.put("username", user.name());
    if (!user.uid().isEmpty()) {
      json.put("uid", user.uid());
    }
    if (!user.groups().isEmpty()) {
      json.put("groups", user.groups());
    }
    if (!user.extra().isEmpty()) {
      var extra = new JsonObject();
      user.extra().forEach((key, values) -> extra.put(key, List.copyOf(values)));
      json.put("extra", extra);
    }
    return json.toString();
  }
}
