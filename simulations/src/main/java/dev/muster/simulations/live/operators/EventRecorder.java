package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes Events, as every controller does: at best effort, one whose answer is lost is not told.
 */
final class EventRecorder {
  private static final int FORBIDDEN = 403;

  private final Site site;
  private final Api api;
  private final String user;
  private long count;

  EventRecorder(Site site, Api api, String user) {
    this.site = site;
    this.api = api;
    this.user = user;
  }

  /** Records an Event about the object; {@code type} is Normal or Warning. */
  void tell(Object object, String type, String reason, String message) {
    String suffix = Suffix.of(Trees.uid(object), user, site.stamp()) + ++count;
    String namespace = Trees.namespace(object);
    var event =
        Trees.object(
            "apiVersion",
            "v1",
            "kind",
            "Event",
            "metadata",
            Trees.object("name", Trees.name(object) + "." + suffix, "namespace", namespace),
            "involvedObject",
            involved(object),
            "type",
            type,
            "reason",
            reason,
            "message",
            message,
            "count",
            1L,
            "firstTimestamp",
            site.stamp(),
            "lastTimestamp",
            site.stamp(),
            "source",
            Trees.object("component", user.substring("system:".length())));
    api.create(Kind.EVENT.served(), namespace, event, answer -> check(answer, message));
  }

  /** 403 is the usual answer in a namespace that is going, and its Events with it. */
  private void check(Answer answer, String message) {
    if (Hand.refused(answer)
        && answer instanceof Answer.Refused refused
        && refused.code() != FORBIDDEN) {
      site.problems().refused(user + " cannot tell '" + message + "': " + refused.message());
    }
  }

  private static Map<String, @Nullable Object> involved(Object object) {
    return Trees.object(
        "apiVersion", Trees.text(object, "apiVersion"),
        "kind", Trees.text(object, "kind"),
        "namespace", Trees.namespace(object),
        "name", Trees.name(object),
        "uid", Trees.uid(object));
  }
}
