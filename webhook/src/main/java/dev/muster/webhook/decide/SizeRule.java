package dev.muster.webhook.decide;

/** What is stored for long, and read again and again, has an end. */
final class SizeRule {
  private static final long LONGEST_SPEC = 256 << 10;
  private static final int LONGEST_NAME = 63;

  private SizeRule() {}

  static void check(Wrapper wrapper, Problems problems) {
    var name = wrapper.name().text("");
    if (name.length() > LONGEST_NAME) {
      problems.add(
          wrapper.name(),
          "has %d characters; it is also a label on its pods, where %d is the most"
              .formatted(name.length(), LONGEST_NAME));
    }
    long bytes = Sizes.bytes(wrapper.spec().value());
    if (bytes > LONGEST_SPEC) {
      problems.add(
          wrapper.spec(),
          "has about %d bytes, at most %d can be queued; put files into ConfigMaps or volumes"
              .formatted(bytes, LONGEST_SPEC));
    }
  }
}
