package dev.muster.simulations.live.store;

/**
 * Query options of a request. Empty text and 0 mean "not given".
 *
 * @param resourceVersion for a watch: replay what came after it; empty or {@code 0} begins with the
 *     present objects
 * @param fieldValidation {@code Strict}, {@code Warn} or {@code Ignore}
 */
public record Options(
    String labelSelector,
    String fieldSelector,
    int limit,
    String continueToken,
    String resourceVersion,
    boolean dryRun,
    String fieldManager,
    String fieldValidation) {
  public static final Options NONE = new Options("", "", 0, "", "", false, "", "");

  public Options withLabelSelector(String value) {
    return new Options(
        value,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        dryRun,
        fieldManager,
        fieldValidation);
  }

  public Options withFieldSelector(String value) {
    return new Options(
        labelSelector,
        value,
        limit,
        continueToken,
        resourceVersion,
        dryRun,
        fieldManager,
        fieldValidation);
  }

  public Options withLimit(int value) {
    return new Options(
        labelSelector,
        fieldSelector,
        value,
        continueToken,
        resourceVersion,
        dryRun,
        fieldManager,
        fieldValidation);
  }

  public Options withContinueToken(String value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        value,
        resourceVersion,
        dryRun,
        fieldManager,
        fieldValidation);
  }

  public Options withResourceVersion(String value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        value,
        dryRun,
        fieldManager,
        fieldValidation);
  }

  public Options withDryRun(boolean value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        value,
        fieldManager,
        fieldValidation);
  }

  public Options withFieldManager(String value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        dryRun,
        value,
        fieldValidation);
  }

  public Options withFieldValidation(String value) {
    return new Options(
        labelSelector,
        fieldSelector,
        limit,
        continueToken,
        resourceVersion,
        dryRun,
        fieldManager,
        value);
  }
}
