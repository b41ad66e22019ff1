"""From networks to ONNX graphs, and exported graphs run with PyTorch."""
