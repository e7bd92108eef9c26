package dev.muster.webhook.decide;

import dev.muster.scheduler.model.User;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator decides about submitting.
 *
 * @param defaultQueue of AppWrappers that name none; empty for none
 * @param checkRights whether users may wrap only what they could create themselves
 * @param scheduler who will create what is wrapped, and so must have the right to; null for nobody
 *     in particular
 */
public record Settings(String defaultQueue, boolean checkRights, @Nullable User scheduler) {
  public static final Settings STANDARD = new Settings("", true, null);
}
