package dev.muster.scheduler.kube.rights;

import dev.muster.scheduler.kube.Api;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API server's own answer to what somebody may do: a SubjectAccessReview and its outcome. */
final class AccessReview {
  static final Api.Kind KIND =
      new Api.Kind("authorization.k8s.io", "v1", "subjectaccessreviews", false);

  private AccessReview() {}

  static Map<String, @Nullable Object> of(Right right) {
    var attributes = new LinkedHashMap<String, @Nullable Object>();
    attributes.put("namespace", right.namespace());
    attributes.put("verb", "create");
    attributes.put("group", right.kind().group());
    attributes.put("version", right.kind().version());
    attributes.put("resource", right.kind().plural());
    var user = right.user();
    var spec = new LinkedHashMap<String, @Nullable Object>();
    spec.put("user", user.name());
    if (!user.uid().isEmpty()) {
      spec.put("uid", user.uid());
    }
    spec.put("groups", List.copyOf(user.groups()));
    spec.put("extra", new LinkedHashMap<>(user.extra()));
    spec.put("resourceAttributes", attributes);
    var review = new LinkedHashMap<String, @Nullable Object>();
    review.put("apiVersion", KIND.apiVersion());
    review.put("kind", "SubjectAccessReview");
    review.put("spec", spec);
    return review;
  }

  /** Only what is said to be allowed is. */
  static Permission outcome(Api.Answer answer) {
    return switch (answer) {
      case Api.Answer.Done done ->
          done.object().get("status") instanceof Map<?, ?> status
                  && Boolean.TRUE.equals(status.get("allowed"))
              ? Permission.GRANTED
              : Permission.DENIED;
      case Api.Answer.Refused refused -> new Permission.Unknown(refused.message());
      case Api.Answer.Unknown unknown -> new Permission.Unknown(unknown.problem());
    };
  }
}
