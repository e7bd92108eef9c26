package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets a write go out only while this process may lead; reads always. */
final class FencedApi implements Api {
  private final Api api;
  private final Loop loop;
  private final BooleanSupplier mayWrite;

  /** Whether the write never left, because this process does not lead any more. */
  static boolean heldBack(Answer answer) {
    return answer.equals(Answer.Unknown.HELD_BACK);
  }

  FencedApi(Api api, Loop loop, BooleanSupplier mayWrite) {
    this.api = api;
    this.loop = loop;
    this.mayWrite = mayWrite;
  }

  @Override
  public void get(Ref ref, Consumer<Answer> then) {
    api.get(ref, then);
  }

  @Override
  public void list(Kind kind, String namespace, String labelSelector, Consumer<Listing> then) {
    api.list(kind, namespace, labelSelector, then);
  }

  @Override
  public void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    if (mayWrite(then)) {
      api.create(kind, namespace, object, then);
    }
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    if (mayWrite(then)) {
      api.create(ref, subresource, object, then);
    }
  }

  @Override
  public void patch(
      Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    if (mayWrite(then)) {
      api.patch(ref, subresource, type, body, then);
    }
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    if (mayWrite(then)) {
      api.delete(ref, options, then);
    }
  }

  @Override
  public Subscription watch(Kind kind, String labelSelector, Consumer<WatchEvent> events) {
    return api.watch(kind, labelSelector, events);
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    api.resolve(apiVersion, kind, then);
  }

  @Override
  public Api ranked(Rank rank) {
    return new FencedApi(api.ranked(rank), loop, mayWrite);
  }

  private boolean mayWrite(Consumer<Answer> then) {
    if (mayWrite.getAsBoolean()) {
      return true;
    }
    loop.post(() -> then.accept(Answer.Unknown.HELD_BACK));
    return false;
  }
}
