"""The workbook that a sender gets back, with its findings marked."""
