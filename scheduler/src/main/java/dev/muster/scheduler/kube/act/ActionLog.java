package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.model.GangId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each action and each changed verdict. What people wrote is cut and its control
 * characters are escaped, so that it can neither forge a line nor hide one.
 */
public final class ActionLog {
  private static final int LONGEST = 256;
  private static final Logger LOG = LoggerFactory.getLogger("dev.muster.actions");

  void did(GangId gang, String action, String detail) {
    LOG.atInfo()
        .addKeyValue("action", action)
        .addKeyValue("gang", clean(gang.namespace() + "/" + gang.name()))
        .addKeyValue("uid", clean(gang.uid()))
        .log("{}", clean(detail));
  }

  /** Something about the scheduler itself. */
  void note(String action, String detail) {
    LOG.atInfo().addKeyValue("action", action).log("{}", clean(detail));
  }

  /**
   * A write that was not taken, and is tried again or decided again. That somebody else wrote first
   * is a normal thing, and so is holding back at the end of a reign; everything else is worth a
   * look.
   */
  void setback(String object, String action, Api.Answer answer) {
    if (Result.of(answer) == Result.MOVED || FencedApi.heldBack(answer)) {
      LOG.atDebug()
          .addKeyValue("action", action)
          .addKeyValue("object", clean(object))
          .log("{}", clean(Result.words(answer)));
    } else {
      setback(object, action, Result.words(answer));
    }
  }

  /** The same, in words. */
  void setback(String object, String action, String problem) {
    LOG.atWarn()
        .addKeyValue("action", action)
        .addKeyValue("object", clean(object))
        .log("{}", clean(problem));
  }

  /** A defect of ours: it is told, and the rest goes on. */
  void defect(String action, Throwable failure) {
    LOG.atError().addKeyValue("action", action).setCause(failure).log("failed");
  }

  /** The text in one line, at most {@value #LONGEST} characters of it. */
  static String clean(String text) {
    var clean = new StringBuilder();
    int end = Math.min(text.length(), LONGEST);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (isHarmful(c)) {
        clean.append(String.format("\\u%04x", (int) c));
      } else {
        clean.append(c);
      }
    }
    return end < text.length() ? clean.append("...").toString() : clean.toString();
  }

  private static boolean isHarmful(char c) {
    int type = Character.getType(c);
    return Character.isISOControl(c)
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.FORMAT;
  }
}
