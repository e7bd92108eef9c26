package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.watch.Labels;
import dev.muster.scheduler.kube.watch.Meta;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is done to wrapped objects the same way everywhere. */
final class Children {
  private Children() {}

  static String epochOf(Meta object) {
    return object.label(Labels.EPOCH);
  }

  /** Deletes this very object, and nothing that has taken its name. */
  static void delete(Means means, Api.Ref ref, String uid, boolean force, Consumer<Answer> then) {
    Map<String, @Nullable Object> options =
        Trees.map("propagationPolicy", "Background", "preconditions", Trees.map("uid", uid));
    if (force) {
      options.put("gracePeriodSeconds", 0L);
    }
    means
        .api()
        .delete(
            ref,
            options,
            answer -> {
              if (answer instanceof Answer.Done done && Meta.of(done.object()).uid().equals(uid)) {
                means.mirror().fold(ref.kind(), done.object());
              } else if (Result.of(answer) == Result.GONE) {
                means.mirror().gone(ref.kind(), uid);
              }
              then.accept(answer);
            });
  }
}
