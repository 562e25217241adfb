/** Functions on AWS Lambda. */
package dev.statefun.sdk.java.lambda;
